package dev.trefoil.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a test of Ctrl-C needs of the machine.
final class Signals {
  private static final long INTERRUPT = 1L << 1;

  private Signals() {}

  /// Leaves the test out where processes ignore the interrupt signal, as those do that a shell has
  /// started in the background: a JVM keeps to that, and so do the processes that it starts.
  static void assumeInterruptsArrive() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .map(line -> line.substring("SigIgn:".length()).strip())
              .orElse("0");
      assumeThat(Long.parseUnsignedLong(ignored, 16) & INTERRUPT)
          .as("SIGINT is not ignored")
          .isZero();
    }
  }
}
