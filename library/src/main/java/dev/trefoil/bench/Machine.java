package dev.trefoil.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Names the machine in a report.
public final class Machine {
  private static final Path LINUX_CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /// Processor model, number of processors this JVM may use, operating system, Java.
  public static String describe() {
    return "%s, %d cores, %s, Java %d"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            Runtime.version().feature());
  }

  private static String processor() {
    try {
      List<String> lines = Files.readAllLines(LINUX_CPUS);
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) { // not a Linux
      return System.getProperty("os.arch");
    }
  }
}
