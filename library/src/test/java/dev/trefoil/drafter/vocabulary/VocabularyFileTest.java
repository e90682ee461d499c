package dev.trefoil.drafter.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.drafter.vocabulary.VocabularyChoice.MostFrequent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyFileTest {
  private static final int TARGET = 9;

  @TempDir private Path draft;

  private VocabularyFile written() {
    Path file = draft.resolve(VocabularyFile.NAME);
    VocabularyFile vocabulary =
        new VocabularyFile(file.toString(), TARGET, new int[] {7, 0, 3}, 0.75);
    vocabulary.write(file);
    return vocabulary;
  }

  @Test
  void whatIsWrittenIsReadFromTheDirectoryAndFromBesideAWeightFile() {
    assertThat(VocabularyFile.find(draft)).isEmpty();
    VocabularyFile vocabulary = written();
    assertThat(VocabularyFile.find(draft)).contains(vocabulary);
    assertThat(VocabularyFile.find(draft.resolve("model.safetensors"))).contains(vocabulary);
  }

  @Test
  void theChoiceSaysHowMuchOfItIsUsed() {
    assertThat(chosen(VocabularyChoice.LISTED).isWhole()).isTrue();
    written();
    DraftVocabulary listed = chosen(VocabularyChoice.LISTED);
    assertThat(listed.size()).isEqualTo(3);
    assertThat(listed.targetToken(0)).isEqualTo(7);
    assertThat(listed.targetToken(2)).isEqualTo(3);
    assertThat(chosen(VocabularyChoice.parse("2")).size()).isEqualTo(2);
    assertThat(chosen(VocabularyChoice.parse("all")).isWhole()).isTrue();
  }

  private DraftVocabulary chosen(VocabularyChoice choice) {
    return VocabularyFile.vocabulary(draft, choice, TARGET);
  }

  @Test
  void aNumberNeedsAFileThatListsAsMany() {
    assertThatThrownBy(() -> chosen(new MostFrequent(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no " + draft.resolve(VocabularyFile.NAME))
        .hasMessageContaining("trefoil data vocabulary");
    written();
    assertThatThrownBy(() -> chosen(new MostFrequent(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lists 3; allowed are 1 to 3");
    assertThatThrownBy(() -> VocabularyChoice.parse("0")).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> VocabularyChoice.parse("some")).hasMessageContaining("'some'");
  }

  @Test
  void aFileForAnotherTargetIsRefused() {
    written();
    assertThatThrownBy(() -> VocabularyFile.vocabulary(draft, VocabularyChoice.LISTED, 11))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("\"tokenizer_vocabulary\" is 9, the target has 11 tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "kind":"d2t","format":1,"tokenizer_vocabulary":9,"tokens":[1]                              | "kind" is
          "kind":"draft-vocabulary","format":2,"tokenizer_vocabulary":9,"tokens":[1]                 | "format" is 2
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":0,"tokens":[1]                 | "tokenizer_vocabulary" is 0
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9                              | "tokens" is missing
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[]                  | at least one token id
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":3                   | at least one token id
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[1,9]               | "tokens[1]" is 9; allowed are token ids from 0 to 8
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[-1]                | "tokens[0]" is -1
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[1.5]               | "tokens[0]" is 1.5
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[4,2,4]             | "tokens[2]" is 4
          "kind":"draft-vocabulary","format":1,"tokenizer_vocabulary":9,"tokens":[1],"coverage":1.2  | "coverage" is 1.2
          """)
  void aDamagedFileIsRefusedByNameAndKey(String content, String reason) throws IOException {
    Path file = draft.resolve(VocabularyFile.NAME);
    Files.writeString(file, "{" + content + "}");
    assertThatThrownBy(() -> chosen(VocabularyChoice.LISTED))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
    assertThat(chosen(VocabularyChoice.WHOLE).isWhole()).isTrue();
  }
}
