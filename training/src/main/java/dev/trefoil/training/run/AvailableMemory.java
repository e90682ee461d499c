package dev.trefoil.training.run;

import dev.trefoil.torch.TorchDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// How much memory a run may take.
public final class AvailableMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String FIELD = "MemAvailable:";

  private AvailableMemory() {}

  /// Bytes that are free, caches included, or nothing where the system does not say.
  public static OptionalLong of(TorchDevice device) {
    return switch (device) {
      case CPU -> host();
      case CUDA -> device.freeBytes();
    };
  }

  private static OptionalLong host() {
    try {
      return Files.readAllLines(LINUX).stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(AvailableMemory::kibibytes)
          .map(kibibytes -> kibibytes << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // not Linux
    }
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
