package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetokenizerTest {
  /// A vocabulary in the shape of Llama's `tokenizer.json`: `%s` is the decoder.
  private static final String LLAMA_SHAPE =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [{"id": 1, "content": "<s>", "single_word": false, "lstrip": false,
         "rstrip": false, "normalized": false, "special": true}],
       "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": %s,
       "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true,
         "continuing_subword_prefix": null, "end_of_word_suffix": null,
         "byte_fallback": true, "ignore_merges": false, "merges": [],
         "vocab": {"<unk>": 0, "<s>": 1, "▁": 2, "▁▁": 3, "a": 4, "▁b": 5, "é": 6, "😀▁": 7,
           "<0x20>": 8, "<0xF0>": 9, "<0x9F>": 10, "<0x98>": 11, "<0x80>": 12, "<0xC3>": 13,
           "<0xA9>": 14, "<0x41>": 15}}}
      """;

  private static final String BYTE_FALLBACK =
      """
      {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
      """;

  private static final String METASPACE =
      """
      {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}
      """;

  @TempDir Path directory;

  private static String streamed(Detokenizer detokenizer, int[] ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(detokenizer.push(id));
    }
    return text.append(detokenizer.flush()).toString();
  }

  @Test
  void anyIdsOfAByteLevelVocabularyStreamToWhatTheReferenceDecodesAtOnce() throws IOException {
    Random random = new Random(11);
    String json = Files.readString(TokenizerTest.DEMO.resolve("tokenizer.json"));
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerTest.DEMO);
        NativeReference reference = new NativeReference(json)) {
      for (boolean keep : new boolean[] {false, true}) {
        Detokenizer stream = tokenizer.detokenizer(keep);
        for (int round = 0; round < 3000; round++) {
          int range = round % 2 == 0 ? 262 : tokenizer.vocabularySize();
          int[] ids = random.ints(random.nextInt(24), 0, range).toArray();
          String expected = reference.decode(ids, keep);
          assertThat(streamed(stream, ids)).as(Arrays.toString(ids)).isEqualTo(expected);
          assertThat(tokenizer.decode(ids, 0, ids.length, keep)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void randomUnicodeSurvivesEncodingAndStreaming() {
    Random random = new Random(12);
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerTest.DEMO)) {
      for (int round = 0; round < 500; round++) {
        String text =
            random
                .ints(random.nextInt(40), 0, 0x110000)
                .map(c -> random.nextBoolean() ? c & 0x3FF : c)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(streamed(tokenizer.detokenizer(), tokenizer.encode(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void incompleteCharactersAreHeldBackAndNothingElse() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerTest.DEMO)) {
      Detokenizer stream = tokenizer.detokenizer();
      int[] ids = tokenizer.encode("a😀b");
      assertThat(ids).hasSize(6);
      assertThat(stream.push(ids[0])).isEqualTo("a");
      assertThat(stream.push(ids[1])).isEmpty();
      assertThat(stream.push(ids[2])).isEmpty();
      assertThat(stream.push(ids[3])).isEmpty();
      assertThat(stream.push(ids[4])).isEqualTo("😀");
      assertThat(stream.push(ids[5])).isEqualTo("b");
      assertThat(stream.push(ids[1])).isEmpty();
      assertThat(stream.flush()).isEqualTo("\uFFFD");
      assertThat(stream.flush()).isEmpty();
    }
  }

  @Test
  void byteFallbackStreamsToWhatTheReferenceDecodesWhereBytesAreWhole() throws IOException {
    int[][] units = {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {15}, {13, 14}, {9, 10, 11, 12}};
    agreeWithReference(BYTE_FALLBACK, units);
  }

  @Test
  void metaspaceStreamsToWhatTheReferenceDecodes() throws IOException {
    agreeWithReference(METASPACE, new int[][] {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}});
  }

  @Test
  void withoutADecoderTokensAreSeparatedBySpacesLikeInTheReference() throws IOException {
    agreeWithReference("null", new int[][] {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}});
  }

  private void agreeWithReference(String decoder, int[][] units) throws IOException {
    Random random = new Random(13);
    String json = LLAMA_SHAPE.formatted(decoder);
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
    try (Tokenizer tokenizer = Tokenizer.load(file);
        NativeReference reference = new NativeReference(json)) {
      for (int round = 0; round < 2000; round++) {
        boolean keep = random.nextBoolean();
        int[] ids =
            random
                .ints(random.nextInt(8), 0, units.length)
                .flatMap(unit -> Arrays.stream(units[unit]))
                .toArray();
        assertThat(streamed(tokenizer.detokenizer(keep), ids))
            .as(Arrays.toString(ids))
            .isEqualTo(reference.decode(ids, keep));
      }
    }
  }

  @Test
  void brokenByteRunsAreMarkedByteByByteAndWholeCharactersInThemStay() throws IOException {
    String json = LLAMA_SHAPE.formatted(BYTE_FALLBACK);
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
    try (Tokenizer tokenizer = Tokenizer.load(file)) {
      assertThat(streamed(tokenizer.detokenizer(), new int[] {13, 14, 9, 10, 4, 12}))
          .isEqualTo("é\uFFFD\uFFFDa\uFFFD");
    }
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerTest.DEMO)) {
      Detokenizer stream = tokenizer.detokenizer();
      assertThatThrownBy(() -> stream.push(8192))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("token id 8192 is outside the vocabulary: 0 to 8191 are allowed");
      assertThatThrownBy(() -> stream.push(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLongTextCostsTheSamePerTokenAtItsEndAsAtItsStart() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerTest.DEMO)) {
      Detokenizer stream = tokenizer.detokenizer();
      int[] ids = tokenizer.encode("wörter und 😀 ");
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 200_000; i++) { // quadratic work would take minutes
        text.append(stream.push(ids[i % ids.length]));
      }
      text.append(stream.flush());
      assertThat(text.toString().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(200_000);
    }
  }
}
