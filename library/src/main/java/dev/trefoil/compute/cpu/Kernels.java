package dev.trefoil.compute.cpu;

/// The arithmetic of one backend, chosen when it opens.
record Kernels(RowKernels rows, AttentionKernels attention, boolean vectorised) {
  /// Vector kernels where the module is present, plain loops otherwise.
  static Kernels best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      return new Kernels(new VectorKernels(), new VectorAttentionKernels(), true);
    }
    return scalar(AttentionKernels.BLOCK);
  }

  /// Plain loops that imitate a vector machine of that many lanes.
  static Kernels scalar(int lanes) {
    return new Kernels(new ScalarKernels(lanes), new ScalarAttentionKernels(lanes), false);
  }
}
