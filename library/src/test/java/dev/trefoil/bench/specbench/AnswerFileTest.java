package dev.trefoil.bench.specbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
  @TempDir Path folder;

  @Test
  void recordedFilesAreWrittenAgainByteForByte() throws IOException {
    for (String name : List.of("specbench_method.jsonl", "specbench_baseline.jsonl")) {
      Path recorded = GoldenAnswers.file(folder, name);
      Path written = folder.resolve("written");
      AnswerFile.write(written, AnswerFile.read(recorded));
      assertThat(written).hasSameBinaryContentAs(recorded);
    }
    Path special =
        dev.trefoil.testing.Golden.root("eval").resolve("equal/special_characters_1.jsonl");
    Path written = folder.resolve("written");
    AnswerFile.write(written, AnswerFile.read(special));
    assertThat(written).hasSameBinaryContentAs(special);
  }

  @Test
  void answersOfTheCloverScriptsAreRead() {
    AnswerLine line = GoldenAnswers.read(folder, "clover_method.jsonl").getFirst();
    assertThat(line.category()).isEmpty();
    assertThat(line.first().decodingSteps()).containsExactly(5, 1);
    assertThat(line.first().acceptLengths()).isEmpty();
  }

  @Test
  void acceptLengthsPerTurnAreJoined() throws IOException {
    Path file = folder.resolve("medusa.jsonl");
    Files.writeString(
        file,
        "{\"question_id\": 1, \"choices\": [{\"index\": 0, \"turns\": [\"a\", \"b\"], \"idxs\": [1,"
            + " 2], \"new_tokens\": [2, 2], \"wall_time\": [1, 0.5], \"accept_lengths\": [[2], [1,"
            + " 1]]}]}");
    assertThat(AnswerFile.read(file).getFirst().first().acceptLengths()).containsExactly(2, 1, 1);
  }

  @Test
  void appendingMendsWhatAKilledWriterLeft() throws IOException {
    Path file = folder.resolve("answers.jsonl");
    AnswerFile.append(file, Answers.of(1, "qa", 1, 1, "x"));
    Files.writeString(file, "{\"question_id\": 2, \"cat", StandardOpenOption.APPEND);
    AnswerFile.append(file, Answers.of(3, "qa", 1, 1, "ä\n"));
    assertThat(AnswerFile.read(file)).extracting(AnswerLine::questionId).containsExactly(1L, 3L);
    assertThat(AnswerFile.read(file).get(1).first().turns()).containsExactly("ä\n");
  }

  @Test
  void appendingKeepsALineThatLacksItsLineBreak() throws IOException {
    Path file = folder.resolve("answers.jsonl");
    AnswerFile.append(file, Answers.of(1, "qa", 1, 1, "x"));
    Files.writeString(file, Files.readString(file).strip());
    AnswerFile.append(file, Answers.of(2, "qa", 1, 1, "y"));
    assertThat(AnswerFile.read(file)).extracting(AnswerLine::questionId).containsExactly(1L, 2L);
  }

  @Test
  void writingSortsAndKeepsTheLastOfSeveral() {
    Path file = folder.resolve("answers.jsonl");
    AnswerFile.write(
        file,
        List.of(
            Answers.of(2, "qa", 1, 1, "old"),
            Answers.of(1, "qa", 1, 1, "x"),
            Answers.of(2, "qa", 1, 1, "new")));
    assertThat(AnswerFile.read(file)).extracting(AnswerLine::questionId).containsExactly(1L, 2L);
    assertThat(AnswerFile.read(file).get(1).first().turns()).containsExactly("new");
  }

  @Test
  void badLinesAreNamedAllAtOnce() throws IOException {
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, "{}\n\nnonsense\n{\"question_id\": 1, \"choices\": []}\n");
    assertThatThrownBy(() -> AnswerFile.read(file))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll(
            "bad.jsonl: 3 lines", "line 1: \"choices\" is missing", "line 3: no JSON", "line 4:");
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path file = folder.resolve("absent/answers.jsonl");
    assertThatThrownBy(() -> AnswerFile.append(file, Answers.of(1, "qa", 1, 1, "x")))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> AnswerFile.write(file, List.of(Answers.of(1, "qa", 1, 1, "x"))))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContaining("absent");
  }
}
