package dev.trefoil.drafter.medusa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.FirstProposal;
import dev.trefoil.decoding.GoldenRuns;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Recorded heads give their logits and candidates again, and the recorded runs accept the same
/// tokens step by step. A backend passes by subclassing this.
public abstract class MedusaGoldenContract {
  private static final float TOLERANCE = 1e-4f; // of the golden README

  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  @TestFactory
  Stream<DynamicTest> recordedHeadsAreReproduced() {
    List<Path> cases = Golden.cases("medusa");
    assertThat(cases).isNotEmpty();
    return cases.stream()
        .map(
            directory ->
                DynamicTest.dynamicTest(
                    directory.getFileName().toString(),
                    () -> {
                      try (Backend backend = open();
                          Checkpoint outputs =
                              Checkpoint.open(directory.resolve("outputs.safetensors"))) {
                        reproduce(backend, weights(directory), outputs);
                      }
                    }));
  }

  /// The file beside the outputs.
  private static Path weights(Path directory) {
    Path merged = directory.resolve("model.safetensors");
    return merged.toFile().exists() ? merged : directory.resolve("medusa_lm_head.pt");
  }

  private static void reproduce(Backend backend, Path weights, Checkpoint outputs) {
    HostTensor hidden = find(outputs, "hidden"); // [positions, hidden]
    HostTensor logits = find(outputs, "head_logits"); // [heads, positions, vocabulary]
    int vocabulary = (int) logits.shape()[2];
    Target target =
        TinyModels.target(
            backend, TinyModels.config(hidden.columns(), 4, 1e-6f, vocabulary, 64), 1);
    MedusaHeads heads;
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      heads = new MedusaHeads(target, checkpoint, MedusaConfig.DEFAULT.maxHeads());
    }
    assertThat(heads.count()).isEqualTo(logits.rows());
    backend.beginStep();
    Matrix x = backend.upload(hidden.toFloats(), hidden.rows(), hidden.columns());
    for (int head = 0; head < heads.count(); head++) {
      compare(backend, heads.logits(head, x), logits, head);
    }
    int trees = 0;
    for (String name : outputs.names()) {
      if (name.endsWith(".tree_candidates")) {
        StaticTree tree = StaticTrees.medusa(name.substring(0, name.indexOf('.')));
        int[] nodes = ints(find(outputs, name));
        MedusaDrafter drafter = new MedusaDrafter(heads, target, MedusaConfig.of(tree).tree());
        TreeBudget budget = MedusaConfig.of(tree).budget();
        assertThat(FirstProposal.of(drafter, target, List.of(hidden), nodes[0], budget))
            .as(name)
            .isEqualTo(nodes);
        trees++;
      }
    }
    assertThat(trees).isGreaterThan(1);
  }

  private static void compare(Backend backend, Matrix actual, HostTensor expected, int head) {
    int first = head * actual.rows() * actual.columns();
    float[] row = new float[actual.columns()];
    for (int i = 0; i < actual.rows(); i++) {
      backend.read(actual, i, row);
      for (int j = 0; j < row.length; j++) {
        float wanted = expected.get(first + (long) i * row.length + j);
        assertThat(Math.abs(row[j] - wanted))
            .as("head %d, position %d, token %d", head, i, j)
            .isLessThan(TOLERANCE);
      }
    }
  }

  private static HostTensor find(Checkpoint outputs, String name) {
    return Objects.requireNonNull(outputs.find(name), name);
  }

  private static int[] ints(HostTensor tensor) {
    int[] values = new int[(int) tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) tensor.getLong(i);
    }
    return values;
  }

  @Test
  void recordedRunsAcceptTheSameTokens() {
    Path directory = Golden.root("e2e").resolve("medusa");
    for (String name : List.of("mc_sim_7b_63", "vicuna_7b_stage2")) {
      try (Backend backend = open()) {
        Target target = GoldenRuns.target(backend);
        MedusaConfig config = MedusaConfig.of(StaticTrees.medusa(name));
        GoldenRuns.replay(
            directory.resolve("generation_" + name + ".json"),
            target,
            MedusaDrafter.open(directory, target, config),
            config.budget());
      }
    }
  }
}
