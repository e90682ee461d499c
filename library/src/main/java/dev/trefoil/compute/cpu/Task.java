package dev.trefoil.compute.cpu;

/// Work that is cut into independent items; a preallocated object whose fields say what to do.
interface Task {
  /// Runs one item.
  ///
  /// @param item `[0, items)`, each handed out once, in ascending order of hand-out
  /// @param thread which participant runs it, 0 for the caller; indexes per-thread scratch memory
  void run(int item, int thread);
}
