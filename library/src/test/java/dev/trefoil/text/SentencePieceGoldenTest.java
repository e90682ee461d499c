package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the SentencePiece library recorded, for models of our own and for published ones.
class SentencePieceGoldenTest {
  private static final String SUFFIX = "-sentencepiece.json";

  @TempDir Path directory;

  static List<Path> ownModels() throws IOException, URISyntaxException {
    URL resource = SentencePieceGoldenTest.class.getResource("/sentencepiece");
    return files(Path.of(Objects.requireNonNull(resource).toURI()), ".json");
  }

  static List<Path> publishedModels() throws IOException {
    return files(Golden.root("text"), SUFFIX);
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("ownModels")
  void idsAndTextAreThoseOfTheLibrary(Path file) throws IOException {
    JsonNode recorded = json(file);
    Path model = directory.resolve("tokenizer.model");
    Files.write(model, Base64.getDecoder().decode(recorded.path("model").asString()));
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      checkEncoding(tokenizer, recorded.path("encoding"));
      assertThat(recorded.path("decoding").size()).isPositive();
      recorded.path("decoding").forEach(c -> checkDecoding(tokenizer, c));
    }
  }

  @ParameterizedTest
  @MethodSource("publishedModels")
  void publishedModelsGiveTheIdsAndTextOfTheLibrary(Path file) throws IOException {
    Optional<Path> model = GoldenTokenizers.find(file);
    assumeTrue(model.isPresent(), GoldenTokenizers.WHERE);
    try (Tokenizer tokenizer = Tokenizer.load(model.get())) {
      checkEncoding(tokenizer, json(file).path("cases"));
    }
  }

  private static void checkEncoding(Tokenizer tokenizer, JsonNode cases) {
    assertThat(cases.size()).isPositive();
    for (JsonNode c : cases) {
      String text = c.path("text").asString();
      assertThat(tokenizer.encodeLiteral(text)).as(text).containsExactly(ids(c));
      if (!text.contains("<s>") && !text.contains("</s>") && !text.contains("<|user|>")) {
        assertThat(tokenizer.encode(text)).as(text).containsExactly(ids(c));
      }
      checkDecoding(tokenizer, c);
    }
  }

  private static void checkDecoding(Tokenizer tokenizer, JsonNode c) {
    int[] ids = ids(c);
    String expected = c.path("decoded").asString();
    assertThat(tokenizer.decode(ids, 0, ids.length))
        .as(c.path("ids").toString())
        .isEqualTo(expected);
    Detokenizer stream = tokenizer.detokenizer();
    StringBuilder streamed = new StringBuilder();
    for (int id : ids) {
      streamed.append(stream.push(id));
      assertThat(expected).startsWith(streamed);
    }
    assertThat(streamed.append(stream.flush())).hasToString(expected);
  }

  private static int[] ids(JsonNode c) {
    return c.path("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
