package dev.trefoil.decoding;

/// Decides which proposed tokens the target agrees with.
public interface Acceptance {
  /// Walks the tree of one sequence.
  ///
  /// @param firstRow row of the tree's root in `output`; node `i` is row `firstRow + i`
  /// @param decision filled with the accepted path and the bonus token
  void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision);
}
