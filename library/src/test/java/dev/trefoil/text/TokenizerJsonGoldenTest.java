package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Vectors recorded with the reference implementation of `tokenizer.json`.
class TokenizerJsonGoldenTest {
  private static final String DEMO = "demo-8k.json";

  static List<Path> vectors() throws IOException {
    try (Stream<Path> list = Files.list(Golden.root("text"))) {
      return list.filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.toString().endsWith("-sentencepiece.json"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void idsAndTextAreThoseOfTheReference(Path file) throws IOException {
    JsonNode cases = JsonMapper.shared().readTree(Files.readString(file)).path("cases");
    assertThat(cases.size()).isPositive();
    try (Tokenizer tokenizer = Tokenizer.load(tokenizerOf(file))) {
      for (JsonNode c : cases) {
        String text = c.path("text").asString();
        int[] ids = c.path("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
        assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
        if (!text.contains("<|")) {
          assertThat(tokenizer.encodeLiteral(text)).as(text).containsExactly(ids);
        }
        assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(c.path("decoded").asString());
      }
    }
  }

  private static Path tokenizerOf(Path vectors) throws IOException {
    if (vectors.getFileName().toString().equals(DEMO)) {
      return TokenizerTest.DEMO;
    }
    Optional<Path> found = GoldenTokenizers.find(vectors);
    assumeTrue(found.isPresent(), GoldenTokenizers.WHERE);
    return found.get();
  }
}
