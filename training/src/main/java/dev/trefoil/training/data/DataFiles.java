package dev.trefoil.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files of a job: their sizes, and a name for their content.
public final class DataFiles {
  private final Map<Path, Long> bytes = new LinkedHashMap<>();
  private final String identity;

  private DataFiles(List<Path> files) {
    StringBuilder content = new StringBuilder();
    for (Path file : files) {
      bytes.put(file, size(file));
      try {
        content.append(content.isEmpty() ? "" : " ").append(Checksum.sha256(file));
      } catch (IOException e) {
        throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    this.identity = content.toString();
  }

  /// Reads every file once.
  ///
  /// @throws DataException when one cannot be read
  public static DataFiles of(List<Path> files) {
    return new DataFiles(files);
  }

  /// Size of a file.
  ///
  /// @throws DataException when it cannot be read
  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a ShareGPT file (JSON or JSONL)", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Size of all files together.
  public long bytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Size of one file.
  public long bytes(Path file) {
    return bytes.getOrDefault(file, 0L);
  }

  /// SHA-256 of each file, in their order: equal for equal content, whatever the names.
  public String identity() {
    return identity;
  }
}
