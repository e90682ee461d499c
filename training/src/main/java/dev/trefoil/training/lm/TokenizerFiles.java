package dev.trefoil.training.lm;

import dev.trefoil.training.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files that turn text into ids and back, copied beside every checkpoint.
final class TokenizerFiles {
  static final List<String> NAMES = List.of("tokenizer.json", "tokenizer_config.json");

  private TokenizerFiles() {}

  /// The content of each file.
  static List<String> read(Path directory) {
    return NAMES.stream().map(name -> read(directory, name)).toList();
  }

  private static String read(Path directory, String name) {
    Path file = directory.resolve(name);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TrainingException(
          "%s: cannot be read; --tokenizer must be a directory with %s"
              .formatted(file, String.join(" and ", NAMES)),
          e);
    }
  }
}
