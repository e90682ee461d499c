package dev.trefoil.drafter.eagle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded greedy runs of the originals with trained drafts: same tokens, and the same number
/// of them in each step. A backend passes by subclassing this.
public abstract class EagleRunsContract {
  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  @ParameterizedTest
  @CsvSource({
    "EAGLE1, eagle1/generation.json",
    "EAGLE2, eagle2/generation_60_5_10.json",
    "EAGLE2, eagle2/generation_24_3_4.json",
    "EAGLE3, eagle3/generation_60_5_10.json",
    "EAGLE3, eagle3/generation_24_3_4.json"
  })
  void recordedRunsAreReproducedStepByStep(EagleVersion version, String file) {
    Path draft = Golden.root("e2e").resolve(file.substring(0, file.indexOf('/')));
    JsonNode generation =
        JsonMapper.builder().build().readTree(Golden.root("e2e").resolve(file).toFile());
    Path directory = Golden.root("e2e").resolve("target");
    ModelConfig model = ModelConfigReader.read(directory.resolve("config.json"));
    try (Backend backend = open();
        Checkpoint checkpoint = Checkpoint.open(directory)) {
      Target target =
          new Target("e2e", new Llama(model, backend, checkpoint, model.contextLength()));
      EagleConfig config = config(version, generation);
      try (EagleDrafter drafter = EagleDrafter.open(draft, target, config)) {
        DecodeLoop loop =
            new DecodeLoop(
                target,
                drafter,
                new LosslessAcceptance(backend, model.vocabularySize()),
                config.budget(),
                StepListener.NONE);
        replay(loop, generation);
      }
    }
  }

  private static EagleConfig config(EagleVersion version, JsonNode generation) {
    return version == EagleVersion.EAGLE1
        ? EagleConfig.EAGLE1
        : new EagleConfig(
            version,
            new TreeRule.Beam(
                generation.get("total_token").intValue(),
                generation.get("depth").intValue(),
                generation.get("top_k").intValue()));
  }

  /// All runs as one batch. The originals draw the first token before their first step, so it is
  /// the prompt's last one here.
  private static void replay(DecodeLoop loop, JsonNode generation) {
    JsonNode runs = generation.get("runs");
    assertThat(runs.size()).isPositive();
    List<Sequence> sequences = new ArrayList<>();
    int mostSteps = 0;
    for (JsonNode run : runs) {
      int[] prompt = ints(run.get("prompt"));
      int[] known = Arrays.copyOf(prompt, prompt.length + 1);
      known[prompt.length] = run.get("output").get(0).intValue();
      sequences.add(loop.open(known, new Limits(200, Set.of())));
      mostSteps = Math.max(mostSteps, run.get("steps").intValue());
    }
    for (int step = 0; step < mostSteps; step++) {
      loop.step(sequences);
    }
    for (int i = 0; i < runs.size(); i++) {
      try (Sequence sequence = sequences.get(i)) {
        compare(sequence, runs.get(i));
      }
    }
  }

  private static void compare(Sequence sequence, JsonNode run) {
    int[] output = ints(run.get("output"));
    int[] rest = Arrays.copyOfRange(output, 1, output.length);
    assertThat(sequence.generated()).startsWith(rest);
    int[] accepted =
        Arrays.stream(sequence.counters().newTokensPerStep())
            .limit(run.get("steps").intValue())
            .map(tokens -> tokens - 1)
            .toArray();
    assertThat(accepted).isEqualTo(ints(run.get("accept_lengths")));
    assertThat(sequence.counters().faults()).isZero();
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
