package dev.trefoil.bench.run;

import dev.trefoil.bench.result.TreeExample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All turns of a question, answered once.
///
/// @param truncated a prompt was shortened to fit the context
/// @param tree the step of the answer that is best to look at, if one had a tree
public record Run(List<TurnRun> turns, boolean truncated, @Nullable TreeExample tree) {
  public Run {
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("a run without a turn; at least one is needed");
    }
  }

  long wallNanos() {
    return turns.stream().mapToLong(TurnRun::wallNanos).sum();
  }

  int newTokens() {
    return turns.stream().mapToInt(turn -> turn.tokens().size()).sum();
  }

  int steps() {
    return turns.stream().mapToInt(TurnRun::steps).sum();
  }

  long rows() {
    return turns.stream().mapToLong(TurnRun::rows).sum();
  }

  /// Whether every turn has the same ids.
  boolean sameTokens(Run other) {
    return turns.stream()
        .map(TurnRun::tokens)
        .toList()
        .equals(other.turns.stream().map(TurnRun::tokens).toList());
  }
}
