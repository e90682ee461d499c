package dev.trefoil.bench.specbench;

import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded answer files; those bundled with the tests are compressed.
final class GoldenAnswers {
  private GoldenAnswers() {}

  /// A plain copy of a recorded file.
  static Path file(Path folder, String name) {
    Path plain = Golden.root("eval").resolve(name);
    if (Files.exists(plain)) {
      return plain;
    }
    Path copy = folder.resolve(name);
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(Golden.root("eval").resolve(name + ".gz")))) {
      Files.write(copy, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  static List<AnswerLine> read(Path folder, String name) {
    return AnswerFile.read(file(folder, name));
  }

  static AnswerRun run(Path folder, String method, String baseline) {
    return new AnswerRun(method, read(folder, method), baseline, read(folder, baseline));
  }

  static JsonNode json(String name) {
    try {
      return JsonMapper.builder()
          .build()
          .readTree(Files.readAllBytes(Golden.root("eval").resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
