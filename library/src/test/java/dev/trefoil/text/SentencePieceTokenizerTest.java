package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.text.sentencepiece.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceTokenizerTest {
  @TempDir Path directory;

  private Tokenizer tokenizer() {
    return Tokenizer.load(file().write(directory.resolve("tokenizer.model")));
  }

  private static ModelFile file() {
    return ModelFile.llama(ModelFile.BPE)
        .byteFallback()
        .normal("▁", -9)
        .normal("a", -9)
        .normal("b", -9)
        .normal("▁a", -1)
        .normalizer(true, false, true);
  }

  private static final int SPACE_A = 262;
  private static final int B = 261;

  @Test
  void aDirectoryWithTheModelFileOnlyIsEnough() {
    file().write(directory.resolve("tokenizer.model"));
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(263);
      assertThat(tokenizer.idOf("▁a")).hasValue(SPACE_A);
      assertThat(tokenizer.isSpecial(1)).isTrue();
      assertThat(tokenizer.isSpecial(SPACE_A)).isFalse();
    }
  }

  @Test
  void theBeginTokenComesOnRequestOnly() {
    try (Tokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode("ab")).containsExactly(SPACE_A, B);
      assertThat(tokenizer.encode("ab", true)).containsExactly(1, SPACE_A, B);
      assertThat(tokenizer.encode("", true)).containsExactly(1);
      assertThat(tokenizer.encode("")).isEmpty();
    }
  }

  @Test
  void theTokenizerConfigDecidesAboutBeginAndEnd() throws IOException {
    Path config = directory.resolve("tokenizer_config.json");
    Files.writeString(config, "{\"add_bos_token\": false, \"add_eos_token\": true}");
    try (Tokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode("ab", true)).containsExactly(SPACE_A, B, 2);
    }
    Files.writeString(config, "{\"add_bos");
    assertThatThrownBy(this::tokenizer)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(config + ": broken JSON");
  }

  @Test
  void specialTokensWrittenOutCountUnlessTheTextIsData() {
    try (Tokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode("ab</s>ab")).containsExactly(SPACE_A, B, 2, SPACE_A, B);
      assertThat(tokenizer.encodeLiteral("</s>")).hasSize(5).doesNotContain(2);
    }
  }

  @Test
  void halvesOfSurrogatePairsAreReadAsReplacementCharacters() {
    try (Tokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode("a\uD800")).isEqualTo(tokenizer.encode("a\uFFFD"));
    }
  }

  @Test
  void anEmptyUnknownSurfaceAndALiteralSpaceAreGivenOutAsTheyAre() {
    ModelFile file =
        ModelFile.llama(ModelFile.UNIGRAM)
            .normal(" x", -1)
            .normal("▁y", -1)
            .trainer(44, "")
            .normalizer(true, true, false);
    try (Tokenizer tokenizer = Tokenizer.load(file.write(directory.resolve("other.model")))) {
      assertThat(tokenizer.decode(new int[] {0, 3, 4}, 0, 3)).isEqualTo(" x y");
      assertThat(tokenizer.decode(new int[] {0, 1, 4, 3}, 0, 4)).isEqualTo("y x");
    }
  }

  @Test
  void aBrokenFileIsRefusedByItsName() throws IOException {
    Path file = Files.writeString(directory.resolve("tokenizer.model"), "no model");
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": cannot be used as a SentencePiece model");
  }
}
