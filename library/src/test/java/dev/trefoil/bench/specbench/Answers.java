package dev.trefoil.bench.specbench;

import java.util.List;

/// Small answer lines for tests.
final class Answers {
  private Answers() {}

  static AnswerLine of(long id, String category, double seconds, int newTokens, String... turns) {
    int n = turns.length;
    return new AnswerLine(
        id,
        category,
        "id",
        "m",
        List.of(
            new AnswerChoice(
                0,
                List.of(turns),
                java.util.Collections.nCopies(n, newTokens),
                java.util.Collections.nCopies(n, newTokens),
                java.util.Collections.nCopies(n, seconds),
                List.of(),
                List.of())),
        0);
  }

  static AnswerLine withPrefill(AnswerLine line, double prefillSeconds) {
    AnswerChoice c = line.first();
    AnswerChoice timed =
        new AnswerChoice(
            c.index(),
            c.turns(),
            c.decodingSteps(),
            c.newTokens(),
            c.wallSeconds(),
            c.acceptLengths(),
            java.util.Collections.nCopies(c.turns().size(), prefillSeconds));
    return new AnswerLine(
        line.questionId(), line.category(), "id", "m", List.of(timed), line.timestampSeconds());
  }
}
