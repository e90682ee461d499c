package dev.trefoil.bench.specbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `question.jsonl`: an object per line with `question_id`, `category` and `turns`; other
/// keys are ignored. What people say in conversations of ShareGPT form (`conversations` or
/// `messages`) are questions too, see [ConversationQuestion].
public final class QuestionFile {
  private static final String EXPECTED =
      "a line looks like {\"question_id\": 81, \"category\": \"writing\", \"turns\": [\"...\"]}";

  private QuestionFile() {}

  /// The questions of a file in its order.
  ///
  /// @throws BenchFileException when it cannot be read, is empty, or has malformed or duplicate
  ///   lines; the message lists them by number
  public static List<Question> read(Path file) {
    return read(List.of(file));
  }

  /// The questions of several files, one file after the other; ids are unique over all of them.
  ///
  /// @throws BenchFileException as [#read(Path)] does
  public static List<Question> read(List<Path> files) {
    List<Question> questions = new ArrayList<>();
    Map<Integer, String> places = new HashMap<>();
    for (Path file : files) {
      JsonLines lines = new JsonLines(file);
      int before = questions.size();
      int[] number = {before};
      for (JsonLines.Line<Question> line : lines.read(node -> question(node, ++number[0]))) {
        String place = lines.place(line.number()) + (files.size() > 1 ? " of " + file : "");
        @Nullable String earlier = places.putIfAbsent(line.value().id(), place);
        if (earlier == null) {
          questions.add(line.value());
        } else {
          lines.problem(
              line.number(),
              "question_id %d is already that of %s".formatted(line.value().id(), earlier));
        }
      }
      lines.requireNoProblems(EXPECTED);
      if (questions.size() == before) {
        throw new BenchFileException(file + ": holds no question; " + EXPECTED);
      }
    }
    return List.copyOf(questions);
  }

  /// @param number that a question without an id gets
  private static Question question(JsonNode line, int number) {
    if (ConversationQuestion.isConversation(line)) {
      return ConversationQuestion.of(line, number);
    }
    long id = JsonFields.wholeNumber(line, "question_id");
    if (id != (int) id) {
      throw new IllegalArgumentException(
          "\"question_id\" is %d; allowed are %d to %d"
              .formatted(id, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return new Question(
        (int) id, JsonFields.text(line, "category"), JsonFields.texts(line, "turns"));
  }
}
