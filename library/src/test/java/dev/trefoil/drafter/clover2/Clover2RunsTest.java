package dev.trefoil.drafter.clover2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A briefly trained draft under every tree.
class Clover2RunsTest {
  private final JsonNode runs =
      JsonMapper.builder()
          .build()
          .readTree(Golden.root("e2e").resolve("clover2/generation.json").toFile())
          .get("runs");

  @ParameterizedTest
  @ValueSource(strings = {"static", "clover", "eagle2"})
  void everyTreeInABatchGivesTheSameTextInFewerSteps(String tree) {
    withTarget(
        (target, weights) -> {
          Clover2Config config = new Clover2Config(TreeRules.parse(tree), 5);
          try (Drafter drafter = open(target, weights, config)) {
            DecodeLoop loop = loop(target, drafter, config.budget(), RowPolicy.FULL);
            List<Sequence> batch = new ArrayList<>();
            for (JsonNode run : runs) {
              Limits limits = new Limits(run.get("output").size(), Set.of());
              batch.add(loop.open(ints(run.get("prompt")), limits));
            }
            List<Sequence> active = new ArrayList<>(batch);
            while (!active.isEmpty()) {
              loop.step(active);
              active.removeIf(Sequence::isFinished);
            }
            long accepted = 0;
            long steps = 0;
            for (int i = 0; i < batch.size(); i++) {
              assertThat(batch.get(i).generated()).isEqualTo(ints(runs.get(i).get("output")));
              assertThat(batch.get(i).counters().faults()).isZero();
              accepted += batch.get(i).counters().acceptedTokens();
              steps += batch.get(i).counters().steps();
              batch.get(i).close();
            }
            assertThat(accepted / (double) steps).isGreaterThan(0.5);
          }
        });
  }

  private interface Check {
    void run(Target target, Checkpoint weights);
  }

  private static void withTarget(Check check) {
    Path directory = Golden.root("e2e").resolve("target");
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Backend backend = CpuBackend.open(Precision.F32, 1);
        Checkpoint checkpoint = Checkpoint.open(directory)) {
      Llama network = new Llama(config, backend, checkpoint, config.contextLength());
      check.run(new Target("e2e", network), checkpoint);
    }
  }

  private static Drafter open(Target target, Checkpoint weights, Clover2Config config) {
    return Clover2Drafter.open(Golden.root("e2e").resolve("clover2"), target, weights, config);
  }

  private static DecodeLoop loop(
      Target target, Drafter drafter, TreeBudget budget, RowPolicy rows) {
    return new DecodeLoop(
        target,
        drafter,
        new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
        budget,
        rows,
        StepListener.NONE);
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
