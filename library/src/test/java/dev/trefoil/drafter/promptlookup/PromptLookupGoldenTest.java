package dev.trefoil.drafter.promptlookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded greedy runs of the reference: same tokens, same steps, same tokens in each step.
class PromptLookupGoldenTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void recordedRunsAreReproducedStepByStep() {
    Path directory = Golden.root("e2e").resolve("target");
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    JsonNode runs = JSON.readTree(Golden.root("pld").resolve("generation.json").toFile());
    assertThat(runs.size()).isPositive();
    try (Backend backend = CpuBackend.open(Precision.F32, 0);
        Checkpoint checkpoint = Checkpoint.open(directory)) {
      Target target =
          new Target("e2e", new Llama(config, backend, checkpoint, config.contextLength()));
      for (JsonNode run : runs) {
        replay(target, run);
      }
    }
  }

  private static void replay(Target target, JsonNode run) {
    int[] prompt = ints(run.get("prompt"));
    int draftTokens = run.get("num_tokens").intValue();
    PromptLookupConfig config =
        new PromptLookupConfig(
            run.get("max_ngram").intValue(),
            draftTokens,
            OptionalInt.of(run.get("no_match_token").intValue()));
    DecodeLoop loop =
        new DecodeLoop(
            target,
            new PromptLookupDrafter(config),
            new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
            new TreeBudget(1 + draftTokens, draftTokens),
            StepListener.NONE);
    int newTokens = run.get("max_length").intValue() - prompt.length;
    try (Sequence sequence = loop.open(prompt, new Limits(newTokens, Set.of()))) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.generated()).isEqualTo(ints(run.get("output")));
      assertThat(sequence.counters().newTokensPerStep())
          .isEqualTo(ints(run.get("appended_per_step")));
      assertThat(sequence.counters().steps()).isEqualTo(run.get("steps").intValue());
    }
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
