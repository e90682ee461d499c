package dev.trefoil.bench.specbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionFileTest {
  private static final String GOOD =
      "{\"question_id\": %d, \"category\": \"writing\", \"turns\": [\"q\", \"r\"], \"reference\": []}";

  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "questions", ".jsonl");
    return Files.writeString(file, String.join("\n", lines));
  }

  @Test
  void questionsAreReadInTheirOrder() throws IOException {
    List<Question> questions =
        QuestionFile.read(file("\ufeff" + GOOD.formatted(82), "", GOOD.formatted(81) + "\r", ""));
    assertThat(questions)
        .containsExactly(
            new Question(82, "writing", List.of("q", "r")),
            new Question(81, "writing", List.of("q", "r")));
    assertThat(questions.getFirst().group()).isEqualTo("mt_bench");
  }

  @Test
  void allBadLinesAreNamedAtOnce() throws IOException {
    Path file =
        file(
            GOOD.formatted(1),
            "{\"question_id\": 2, \"category\"",
            "{\"question_id\": \"3\", \"category\": \"qa\", \"turns\": [\"q\"]}",
            "{\"question_id\": 4, \"category\": \"qa\", \"turns\": []}",
            "{\"question_id\": 5, \"category\": \"qa\", \"turns\": [7]}",
            "{\"question_id\": 6, \"turns\": [\"q\"]}",
            GOOD.formatted(1),
            "[1]",
            GOOD.formatted(9) + " {}");
    assertThatThrownBy(() -> QuestionFile.read(file))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll(
            file + ": 8 lines",
            "line 2: no JSON",
            "line 3: \"question_id\" is \"3\"; a whole number",
            "line 4: \"turns\" is empty",
            "line 5: \"turns\" is 7",
            "line 6: \"category\" is missing",
            "line 7: question_id 1 is already that of line 1",
            "line 8: no JSON object",
            "line 9: no JSON");
  }

  @Test
  void whatPeopleSayInConversationsIsAsked() throws IOException {
    String first =
        "{\"id\": \"gsm8k-17+flan-aqua-3\", \"conversations\": [{\"from\": \"human\", \"value\": \"a\"},"
            + "{\"from\": \"gpt\", \"value\": \"b\"}, {\"from\": \"human\", \"value\": \"c\"}]}";
    String second =
        "{\"id\": 7, \"messages\": [{\"role\": \"system\", \"content\": \"s\"},"
            + "{\"role\": \"user\", \"content\": \"d\"}]}";
    List<Question> expected =
        List.of(
            new Question(1, "gsm8k", List.of("a", "c")),
            new Question(2, "conversation", List.of("d")));
    assertThat(QuestionFile.read(file(first, second))).isEqualTo(expected);
    assertThat(QuestionFile.read(file(" [", first, ",", second, "]"))).isEqualTo(expected);
  }

  @Test
  void badElementsOfAnArrayAreNamed() throws IOException {
    String unasked = "{\"conversations\": [{\"from\": \"gpt\", \"value\": \"b\"}]}";
    assertThatThrownBy(() -> QuestionFile.read(file("[" + unasked + ", 3]")))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll(
            "2 elements", "element 1: nobody asks", "element 2: no JSON object");
    assertThatThrownBy(() -> QuestionFile.read(file("[" + unasked)))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContaining("no JSON");
  }

  @Test
  void bytesThatAreNoUtf8AreNamedByLine() throws IOException {
    Path file = folder.resolve("latin.jsonl");
    Files.write(file, (GOOD.formatted(1) + "\n\u00e4").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> QuestionFile.read(file)).hasMessageContaining("line 2: not UTF-8");
  }

  @Test
  void idsAreUniqueOverSeveralFiles() throws IOException {
    Path first = file(GOOD.formatted(1));
    Path second = file(GOOD.formatted(2), GOOD.formatted(1));
    assertThatThrownBy(() -> QuestionFile.read(List.of(first, second)))
        .hasMessageContainingAll(
            second + ": 1 line cannot",
            "line 2: question_id 1 is already that of line 1 of " + first);
  }

  @Test
  void noFileAndAnEmptyFileAreRefused() throws IOException {
    assertThatThrownBy(() -> QuestionFile.read(folder.resolve("none.jsonl")))
        .hasMessageContainingAll("none.jsonl", "no such file");
    Path empty = file("", "");
    assertThatThrownBy(() -> QuestionFile.read(empty)).hasMessageContaining("holds no question");
    assertThatThrownBy(() -> QuestionFile.read(folder)).hasMessageContaining("is a directory");
  }

  @Test
  void manyBadLinesAreCounted() throws IOException {
    Path file = file(java.util.Collections.nCopies(50, "x").toArray(String[]::new));
    assertThatThrownBy(() -> QuestionFile.read(file)).hasMessageContaining("and 30 more");
  }
}
