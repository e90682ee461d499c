package dev.trefoil.torch;

import org.bytedeco.pytorch.global.torch;

/// Process-wide settings of libtorch; call them before work begins.
public final class TorchSettings {
  private TorchSettings() {}

  /// Threads inside one operation on the CPU.
  public static void threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " threads; at least 1 is needed");
    }
    torch.set_num_threads(count);
  }

  /// How exact f32 products are.
  public enum MatmulPrecision {
    /// All f32 bits.
    HIGHEST,
    /// On CUDA the TF32 units; on a CPU as `HIGHEST`.
    HIGH,
    /// On a CPU factors rounded to bf16 and f32 sums, where the machine has such units: for
    /// training, about five times as fast as `HIGHEST`.
    MEDIUM
  }

  public static void matmulPrecision(MatmulPrecision precision) {
    torch
        .globalContext()
        .setFloat32MatmulPrecision(
            switch (precision) {
              case HIGHEST -> "highest";
              case HIGH -> "high";
              case MEDIUM -> "medium";
            });
  }

  /// Seeds the random numbers of libtorch itself.
  public static void seed(long seed) {
    torch.manual_seed(seed);
  }
}
