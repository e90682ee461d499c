package dev.trefoil.bench.specbench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Tokens per second of answers.
final class Rates {
  private Rates() {}

  /// The mean of the answers' rates, each its tokens over its wall time.
  ///
  /// @throws BenchFileException when an answer took no time
  static double mean(List<AnswerLine> lines, ToDoubleFunction<AnswerChoice> tokens) {
    double sum = 0;
    for (AnswerLine line : lines) {
      double seconds = line.first().totalWallSeconds();
      if (!(seconds > 0)) {
        throw new BenchFileException(
            "question %d of %s took no time: \"wall_time\" adds up to %s; a rate needs more than 0 seconds"
                .formatted(line.questionId(), line.modelId(), seconds));
      }
      sum += tokens.applyAsDouble(line.first()) / seconds;
    }
    return sum / lines.size();
  }
}
