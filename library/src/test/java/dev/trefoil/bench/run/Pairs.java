package dev.trefoil.bench.run;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.run.BenchResults.Origin;
import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Made-up pairs of runs.
final class Pairs {
  private Pairs() {}

  /// A run of one turn.
  ///
  /// @param perStep tokens of a step; the last step has the rest
  static Run run(long millis, int perStep, Integer... tokens) {
    int steps = (tokens.length + perStep - 1) / perStep;
    int last = tokens.length - (steps - 1) * perStep;
    List<Integer> accepted = new java.util.ArrayList<>(Collections.nCopies(steps - 1, perStep));
    accepted.add(last);
    TurnRun turn =
        new TurnRun(
            "text of " + tokens.length,
            List.of(tokens),
            "length",
            10,
            accepted,
            2L * steps,
            0,
            List.of((long) steps),
            List.of(accepted.stream().filter(n -> n > 1).count()),
            millis * 1_000_000,
            millis * 100_000,
            millis * 200_000,
            millis * 600_000,
            millis * 100_000);
    return new Run(List.of(turn), false, null);
  }

  static PairRun pair(int question, String method, int repeat, Run baseline, Run run) {
    return new PairRun(question, "qa", "qa", method, repeat, 1700000000.25, baseline, run);
  }

  static Origin origin(int repeats) {
    return new Origin(
        new Machine("cpu", 2, "os", "25"),
        "demo",
        "bf16",
        "trefoil bench",
        new RunSettings(8, repeats, SamplingOptions.GREEDY, true, 0),
        Set.of(),
        List.of());
  }
}
