package dev.trefoil.drafter.hydra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.FirstProposal;
import dev.trefoil.decoding.GoldenRuns;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recorded heads give their states, logits and proposals again, and the recorded runs accept the
/// same tokens step by step. A backend passes by subclassing this.
public abstract class HydraGoldenContract {
  private static final float TOLERANCE = 1e-4f; // of the golden README

  /// `small` of the recorded case.
  private static final StaticTree SMALL = StaticTree.parse("root:3 0:2 1:1 0.0:2 0.1:1 0.0.0:1");

  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  @Test
  void plainHeadsGiveTheirLogitsAndProposal() {
    try (Backend backend = open();
        Recorded recorded = new Recorded("mlp", backend)) {
      assertThat(recorded.network.prefixLayer()).isNull();
      HostTensor hidden = recorded.find("hidden");
      backend.beginStep();
      recorded.compareForward(recorded.upload(hidden));
      recorded.compareProposal("default", StaticTrees.MEDUSA_MC_SIM_7B_63, List.of(hidden));
    }
  }

  @Test
  void prefixLayerGivesItsEmbeddingAndTheHeadsTheirLogits() {
    try (Backend backend = open();
        Recorded recorded = new Recorded("prefix-mlp", backend)) {
      HydraPrefixLayer layer = Objects.requireNonNull(recorded.network.prefixLayer());
      HostTensor hidden = recorded.find("hidden");
      int rows = (int) hidden.shape()[1];
      try (KvCache cache = layer.newCache(rows)) {
        RowLayout layout = new RowLayout();
        layout.beginSegment(cache.store(), 0);
        for (int row = 0; row < rows; row++) {
          layout.addCausalRow(row);
        }
        backend.beginStep();
        Matrix embedding = layer.apply(recorded.upload(hidden), layout);
        recorded.compare("prefix_embedding", 0, embedding);
        recorded.compareForward(embedding);
      }
    }
  }

  @Test
  void prefixLayerReadsOnWhereItStopped() {
    try (Backend backend = open();
        Recorded recorded = new Recorded("prefix-mlp", backend)) {
      List<HostTensor> seen = new ArrayList<>(List.of(recorded.find("hidden")));
      int step = 0;
      for (; recorded.outputs.find("small.step" + step + ".tree_candidates") != null; step++) {
        if (step > 0) {
          seen.add(recorded.find("accepted" + (step - 1) + ".hidden"));
        }
        recorded.compareProposal("small.step" + step, SMALL, seen);
        recorded.compareProposal("default.step" + step, StaticTrees.MEDUSA_MC_SIM_7B_63, seen);
      }
      assertThat(step).isEqualTo(4);
    }
  }

  @Test
  void recordedRunsAcceptTheSameTokens() {
    Path directory = Golden.root("e2e").resolve("hydra");
    try (Backend backend = open()) {
      Target target = GoldenRuns.target(backend);
      GoldenRuns.replay(
          directory.resolve("generation.json"),
          target,
          HydraDrafter.open(directory, target, HydraConfig.DEFAULT),
          HydraConfig.DEFAULT.budget());
    }
  }

  /// One recorded checkpoint over a target of its sizes.
  private static final class Recorded implements AutoCloseable {
    final Backend backend;
    final Checkpoint outputs;
    final Target target;
    final HydraNetwork network;

    Recorded(String variant, Backend backend) {
      this.backend = backend;
      Path directory = Golden.root("hydra").resolve(variant);
      JsonNode sizes =
          JsonMapper.builder().build().readTree(directory.resolve("target_config.json").toFile());
      target =
          TinyModels.target(
              backend,
              TinyModels.config(
                  sizes.get("hidden_size").intValue(),
                  sizes.get("num_attention_heads").intValue(),
                  sizes.get("rms_norm_eps").floatValue(),
                  sizes.get("vocab_size").intValue(),
                  sizes.get("max_position_embeddings").intValue()),
              1);
      outputs = Checkpoint.open(directory.resolve("outputs.safetensors"));
      try (Checkpoint weights = Checkpoint.open(directory.resolve("hydra_lm_head.pt"))) {
        network = new HydraNetwork(target, weights);
      }
    }

    HostTensor find(String name) {
      return Objects.requireNonNull(outputs.find(name), name);
    }

    Matrix upload(HostTensor x) {
      int hidden = target.config().hiddenSize();
      return backend.upload(x.toFloats(), (int) (x.elements() / hidden), hidden);
    }

    /// Teacher forced: head `i` at position `t` knows the tokens after `t`, wrapping at the end.
    void compareForward(Matrix states) {
      HostTensor ids = find("forward.ids");
      int rows = states.rows();
      Matrix inputs = states;
      for (int head = 0; head < network.heads(); head++) {
        int[] next = new int[rows];
        for (int row = 0; row < rows; row++) {
          next[row] = (int) ids.getLong((row + 1 + head) % rows);
        }
        inputs = network.append(inputs, next);
        compare("forward.logits", head, network.logits(head, inputs));
      }
    }

    void compareProposal(String name, StaticTree tree, List<HostTensor> seen) {
      HostTensor expected = find(name + ".tree_candidates");
      int[] nodes = new int[tree.size()];
      assertThat(expected.elements()).isEqualTo(nodes.length);
      for (int node = 0; node < nodes.length; node++) {
        nodes[node] = (int) expected.getLong(node);
      }
      TreeBudget budget = new HydraConfig(new TreeRule.Static(tree)).budget();
      HydraDrafter drafter = new HydraDrafter(network, target, new TreeRule.Static(tree));
      assertThat(FirstProposal.of(drafter, target, seen, nodes[0], budget))
          .as(name)
          .isEqualTo(nodes);
    }

    /// Compares with part `part` of a recorded tensor.
    void compare(String name, int part, Matrix actual) {
      HostTensor expected = find(name);
      long first = (long) part * actual.rows() * actual.columns();
      float[] row = new float[actual.columns()];
      for (int i = 0; i < actual.rows(); i++) {
        backend.read(actual, i, row);
        for (int j = 0; j < row.length; j++) {
          float wanted = expected.get(first + (long) i * row.length + j);
          assertThat(Math.abs(row[j] - wanted))
              .as("%s[%d][%d,%d]", name, part, i, j)
              .isLessThan(TOLERANCE);
        }
      }
    }

    @Override
    public void close() {
      outputs.close();
    }
  }
}
