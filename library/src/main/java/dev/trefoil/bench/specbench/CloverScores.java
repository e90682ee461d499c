package dev.trefoil.bench.specbench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The scores of the Clover scripts, whose answer files name no category: blocks of 80 lines are
/// the six groups of Spec-Bench, in order.
public final class CloverScores {
  private static final int BLOCK_LINES = 80;
  private static final List<String> BLOCKS =
      List.of("multi_turn", "translation", "summarization", "qa", "math_reasoning", "rag");

  /// One block.
  ///
  /// @param speed mean over answers of new tokens per second
  /// @param baselineSpeed mean over the baseline's answers of steps per second
  /// @param ratio of the two speeds
  /// @param tau new tokens per step of the method, over the whole block
  public record Block(
      double speed,
      double baselineSpeed,
      double ratio,
      double tau,
      long newTokens,
      long stepIndices) {}

  private CloverScores() {}

  /// The blocks that the run has; the last one may be short.
  ///
  /// @throws BenchFileException for more lines than six blocks hold
  public static Map<String, Block> of(AnswerRun run) {
    int lines = run.method().size();
    if (lines > BLOCK_LINES * BLOCKS.size()) {
      throw new BenchFileException(
          "%s: %d lines; the Clover scores are defined for the %d questions of Spec-Bench in their order"
              .formatted(run.methodName(), lines, BLOCK_LINES * BLOCKS.size()));
    }
    Map<String, Block> blocks = new LinkedHashMap<>();
    for (int from = 0; from < lines; from += BLOCK_LINES) {
      int to = Math.min(lines, from + BLOCK_LINES);
      blocks.put(
          BLOCKS.get(from / BLOCK_LINES),
          block(run.method().subList(from, to), run.baseline().subList(from, to)));
    }
    return blocks;
  }

  private static Block block(List<AnswerLine> method, List<AnswerLine> baseline) {
    double speed = Rates.mean(method, AnswerChoice::totalNewTokens);
    double baselineSpeed = Rates.mean(baseline, AnswerChoice::totalDecodingSteps);
    long tokens = method.stream().mapToLong(line -> line.first().totalNewTokens()).sum();
    long steps = method.stream().mapToLong(line -> line.first().totalDecodingSteps()).sum();
    return new Block(
        speed, baselineSpeed, speed / baselineSpeed, tokens / (double) steps, tokens, steps);
  }
}
