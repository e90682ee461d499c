package dev.trefoil.torch;

import org.bytedeco.pytorch.global.torch;

/// Process-wide settings of libtorch; call them before work begins.
///
/// Two that only the environment of the process can make: `GLIBC_TUNABLES=glibc.malloc.hugetlb=1`
/// puts activations on huge pages (training an eighth faster), and `GOMP_SPINCOUNT=20000` lets idle
/// workers sleep soon, without which a step on a busy machine takes several times as long.
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
    /// On a CPU the fast kernels of oneDNN, which round the factors to bf16 where the machine has
    /// matrix units for that. Training wants it at both precisions: `HIGHEST` takes a slow library
    /// for every f32 product, and attention is made of them.
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
