package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Replays the complete greedy runs of `e2e`: the same tokens, and as many accepted in every step.
public final class GoldenRuns {
  private GoldenRuns() {}

  /// The target of all runs.
  public static Target target(Backend backend) {
    Path directory = Golden.root("e2e").resolve("target");
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Checkpoint weights = Checkpoint.open(directory)) {
      return new Target("e2e", new Llama(config, backend, weights, config.contextLength()));
    }
  }

  /// Replays every run of a file, one after another, then all of them as one batch.
  public static void replay(Path generation, Target target, Drafter drafter, TreeBudget budget) {
    JsonNode runs = JsonMapper.builder().build().readTree(generation.toFile()).get("runs");
    assertThat(runs.size()).isPositive();
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode run : runs) {
      replay(List.of(run), target, drafter, budget);
      all.add(run);
    }
    replay(all, target, drafter, budget);
  }

  private static void replay(
      List<JsonNode> runs, Target target, Drafter drafter, TreeBudget budget) {
    PlainFirstStep rows = new PlainFirstStep();
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
            budget,
            rows,
            StepListener.NONE);
    List<Sequence> sequences = new ArrayList<>();
    for (JsonNode run : runs) {
      sequences.add(loop.open(ints(run.get("prompt")), new Limits(1000, Set.of())));
    }
    List<Sequence> active = new ArrayList<>(sequences);
    while (!active.isEmpty()) {
      loop.step(active);
      rows.first = false;
      for (int i = 0; i < runs.size(); i++) {
        if (sequences.get(i).counters().steps() > runs.get(i).get("steps").intValue()) {
          active.remove(sequences.get(i));
        }
      }
    }
    for (int i = 0; i < runs.size(); i++) {
      try (Sequence sequence = sequences.get(i)) {
        compare(sequence, runs.get(i));
      }
    }
  }

  private static void compare(Sequence sequence, JsonNode run) {
    int[] output = ints(run.get("output"));
    assertThat(Arrays.copyOf(sequence.generated(), output.length)).isEqualTo(output);
    int[] accepted = sequence.counters().newTokensPerStep();
    for (int step = 0; step < accepted.length; step++) {
      accepted[step]--; // the root of the step is not counted
    }
    assertThat(Arrays.copyOfRange(accepted, 1, accepted.length))
        .isEqualTo(ints(run.get("accept_lengths")));
    assertThat(sequence.counters().faults()).isZero();
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  /// The original reads the whole prompt before it drafts, this loop all but the last token: one
  /// step without proposals brings them together.
  private static final class PlainFirstStep implements RowPolicy {
    private boolean first = true;

    @Override
    public void beforePropose(List<Sequence> batch) {
      if (first) {
        batch.forEach(sequence -> sequence.tree().limit(1));
      }
    }
  }
}
