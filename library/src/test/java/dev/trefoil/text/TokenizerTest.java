package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  static final Path DEMO = Path.of("../models/demo/target");

  @TempDir Path directory;

  @Test
  void specialTokensWrittenInTheTextBecomeTheirIds() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      assertThat(tokenizer.encode("<|user|>a<|end|>")).containsExactly(4, 70, 2);
      assertThat(tokenizer.encodeLiteral("<|end|>")).hasSizeGreaterThan(1).doesNotContain(2);
    }
  }

  @Test
  void theVocabularyCanBeAsked() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(8192);
      assertThat(tokenizer.idOf("<|end|>")).hasValue(2);
      assertThat(tokenizer.idOf("no such token")).isEmpty();
      assertThat(tokenizer.tokenOf(4)).isEqualTo("<|user|>");
      assertThat(IntStream.range(0, 8192).filter(tokenizer::isSpecial))
          .containsExactly(0, 1, 2, 3, 4, 5);
      assertThatThrownBy(() -> tokenizer.tokenOf(8192))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void specialTokensAreLeftOutOfTextUnlessAskedFor() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      int[] ids = tokenizer.encode("<|begin|>Hi<|end|>");
      assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo("Hi");
      assertThat(tokenizer.decode(ids, 0, ids.length, true)).isEqualTo("<|begin|>Hi<|end|>");
      assertThat(tokenizer.decode(ids, 1, 1)).isEmpty();
      assertThatThrownBy(() -> tokenizer.decode(ids, 0, ids.length + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aVocabularyLargerThanTheModelsIsRefusedWithBothNumbers() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      tokenizer.requireFits(8192);
      tokenizer.requireFits(9000);
      assertThatThrownBy(() -> tokenizer.requireFits(8000))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tokenizer.json")
          .hasMessageContaining("8191")
          .hasMessageContaining("8000 entries");
    }
  }

  @Test
  void theFingerprintIsThatOfTheVocabularyAlone() throws IOException {
    String json = Files.readString(DEMO.resolve("tokenizer.json"));
    Path same = Files.writeString(directory.resolve("same.json"), json.replace("  ", ""));
    Path other =
        Files.writeString(directory.resolve("other.json"), json.replace("<|pad|>", "<|nil|>"));
    try (Tokenizer a = Tokenizer.load(DEMO);
        Tokenizer b = Tokenizer.load(same);
        Tokenizer c = Tokenizer.load(other)) {
      assertThat(a.fingerprint()).hasSize(64).isEqualTo(b.fingerprint());
      assertThat(c.fingerprint()).isNotEqualTo(a.fingerprint());
    }
  }

  @Test
  void halvesOfSurrogatePairsAreReadAsReplacementCharacters() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      int[] marked = tokenizer.encode("a\uFFFDb\uFFFD");
      assertThat(tokenizer.encode("a\uD83Db\uDE00")).containsExactly(marked);
      assertThat(tokenizer.encodeLiteral("a\uD83Db\uDE00")).containsExactly(marked);
      assertThat(tokenizer.encode("😀")).hasSize(4);
    }
  }

  @Test
  void severalThreadsMayEncodeAtOnce() throws InterruptedException, ExecutionException {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      int[] expected = tokenizer.encode("The quick brown fox");
      Callable<int[]> task = () -> tokenizer.encode("The quick brown fox");
      for (Future<int[]> ids : threads.invokeAll(Collections.nCopies(200, task))) {
        assertThat(ids.get()).containsExactly(expected);
      }
    }
  }

  @Test
  void aClosedTokenizerSaysSoAndClosingTwiceIsHarmless() {
    Tokenizer tokenizer = Tokenizer.load(DEMO);
    Detokenizer stream = tokenizer.detokenizer();
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> tokenizer.encodeLiteral("a"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stream.push(70)).isEqualTo("a");
  }

  @Test
  void aTruncatedTokenizerOfAnyLengthIsRefusedByName() throws IOException {
    String json = Files.readString(DEMO.resolve("tokenizer.json"));
    for (int i = 0; i < 20; i++) {
      int length = json.length() / 20 * i;
      Path file = directory.resolve("cut-" + i + ".json");
      Files.writeString(file, json.substring(0, length));
      assertThatThrownBy(() -> Tokenizer.load(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContainingAny("\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"model\": 3}",
        "{\"model\": {\"type\": \"BPE\"}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 2000000000}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"b\"}, \"merges\": []}}",
        "{\"model\": {\"type\": \"Nonsense\", \"vocab\": {\"a\": 0}}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [[\"a\", \"z\"]]}}",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"CTC\"}}",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Precompiled\"}}"
      })
  void nonsenseIsRefusedInOneLineThatNamesTheFile(String json) throws IOException {
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageNotContainingAny("\n");
  }

  /// The native code would end the process, not only fail.
  @Test
  void aTemplateWithATokenThatIsNotDefinedIsRefused() throws IOException {
    String template =
        """
        "post_processor": {"type": "TemplateProcessing", "special_tokens": {}, "pair": [],
          "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}]}""";
    String json = Files.readString(DEMO.resolve("tokenizer.json"));
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, json.replace("\"post_processor\": null", template));
    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("post_processor names the token '<s>'");
  }

  @Test
  void aTextThatTheTokenizerCannotEncodeIsRefused() throws IOException {
    String json =
        """
        {"version": "1.0", "added_tokens": [], "decoder": {"type": "Fuse"},
         "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"a": 0}}}""";
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
    try (Tokenizer tokenizer = Tokenizer.load(file)) {
      assertThatThrownBy(() -> tokenizer.encode("b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot encode");
    }
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path file = Files.write(directory.resolve("tokenizer.json"), new byte[] {'{', (byte) 0xFF});
    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void aDirectoryWithoutATokenizerSaysWhatBelongsThere() {
    for (Path missing : List.of(directory, directory.resolve("nowhere"))) {
      assertThatThrownBy(() -> Tokenizer.load(missing))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(missing.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "linux-x86_64, linux-x86_64/cpu/libtokenizers.so",
    "linux-arm64, linux-aarch64/cpu/libtokenizers.so",
    "macosx-arm64, osx-aarch64/cpu/libtokenizers.dylib",
    "windows-x86_64, win-x86_64/cpu/tokenizers.dll"
  })
  void nativeCodeIsInTheJarForEveryPlatformThatIsNamed(String platform, String resource) {
    assertThat(NativeLibrary.resourceOf(platform)).isEqualTo(resource);
    assertThat(NativeLibrary.class.getClassLoader().getResource("native/lib/" + resource))
        .isNotNull();
  }

  @Test
  void aPlatformWithoutNativeCodeIsNamed() {
    assertThatThrownBy(() -> NativeLibrary.resourceOf("linux-riscv64"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("linux-riscv64");
  }
}
