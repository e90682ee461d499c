package dev.trefoil.training.data;

import dev.trefoil.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A name for what a model is: changes with its config, weights and tokenizer, not with where its
/// files lie.
public final class ModelFingerprint {
  private static final List<String> FILES =
      List.of("config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json");

  private ModelFingerprint() {}

  /// SHA-256 over the files of a model directory, 64 hexadecimal digits. Reads every weight.
  ///
  /// @throws DataException when a file cannot be read
  public static String of(Path directory) {
    try (Checkpoint weights = Checkpoint.open(directory)) {
      List<String> parts = new ArrayList<>();
      for (String name : FILES) {
        Path file = directory.resolve(name);
        parts.add(name);
        parts.add(Files.isRegularFile(file) ? Checksum.sha256(file) : "");
      }
      for (Path file : weights.files()) {
        parts.add(Checksum.sha256(file));
      }
      return Checksum.sha256(parts.toArray(String[]::new));
    } catch (IOException e) {
      throw new DataException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
