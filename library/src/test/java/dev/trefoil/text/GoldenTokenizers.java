package dev.trefoil.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Finds the tokenizer that vectors of `golden/text` were recorded with. Licences keep some of them
/// out of the repository.
final class GoldenTokenizers {
  static final String WHERE =
      "the tokenizer of these vectors may not be distributed; -Dtrefoil.golden.tokenizers=DIR names a folder with it (llama2.model for llama2-sentencepiece.json)";

  private GoldenTokenizers() {}

  /// Looks in `-Dtrefoil.golden.tokenizers=DIR` for a file named like the vectors, then for the
  /// path that the vectors name, beside the folder of `-Dtrefoil.golden=DIR`.
  static Optional<Path> find(Path vectors) throws IOException {
    String given = System.getProperty("trefoil.golden.tokenizers", "");
    if (!given.isBlank()) {
      return Optional.of(named(vectors, Path.of(given)));
    }
    String golden = System.getProperty("trefoil.golden", "");
    String model =
        JsonMapper.shared().readTree(Files.readString(vectors)).path("model").asString("");
    Path beside = Path.of(golden).toAbsolutePath().resolveSibling(model);
    return golden.isBlank() || !Files.isRegularFile(beside)
        ? Optional.empty()
        : Optional.of(beside);
  }

  private static Path named(Path vectors, Path directory) throws IOException {
    String name = vectors.getFileName().toString().replace("-sentencepiece.json", ".model");
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(file -> file.getFileName().toString().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no " + name + " in " + directory));
    }
  }
}
