package dev.trefoil.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a measurement ran on.
public record Machine(String cpu, int cores, String os, String jvm) {
  /// This machine, without its name.
  public static Machine current() {
    return new Machine(
        field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch", "unknown")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version().toString());
  }

  /// One line for a table's head.
  public String describe() {
    return "%s, %d cores, %s, Java %s".formatted(cpu, cores, os, jvm);
  }

  /// The largest resident memory of this process so far in megabytes, 0 where unknown.
  public static long peakResidentMb() {
    String kilobytes = field(Path.of("/proc/self/status"), "VmHWM", "0 kB");
    return Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) / 1024;
  }

  private static String field(Path file, String name, String otherwise) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
