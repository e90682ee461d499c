package dev.trefoil.decoding.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.SyntheticStep;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Decisions of the published implementations, recorded with their random numbers.
class VerifyGoldenTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double TOLERANCE = 2e-5; // the recordings are f32

  @Test
  void greedyDecisionsAreReproduced() {
    forEach(
        "greedy",
        (recorded, logits) -> {
          try (Replay replay = new Replay(recorded, logits, SamplingOptions.GREEDY)) {
            List<Integer> expected = ints(recorded.get("accepted_tokens"));
            expected.removeFirst();
            expected.add(recorded.get("next_token").intValue());
            assertThat(replay.decide(GreedyAcceptance::new)).isEqualTo(expected);
            assertThat(replay.decide(LosslessAcceptance::new)).isEqualTo(expected);
            assertThat(replay.decide(MatchingAcceptance::new)).isEqualTo(expected);
          }
        });
  }

  @Test
  void pointMassDecisionsAndDistributionsAreReproduced() {
    forEach(
        "point_mass_rejection",
        (recorded, logits) -> {
          try (Replay replay = new Replay(recorded, logits, options(recorded.get("processors")))) {
            replay.expect(PointMassAcceptance::new, new PointMassRule(), "next_distribution");
          }
        });
  }

  @Test
  void recursiveDecisionsAndDistributionsAreReproduced() {
    forEach(
        "recursive_rejection",
        (recorded, logits) -> {
          try (Replay replay = new Replay(recorded, logits, options(recorded.get("processors")))) {
            replay.drawnChildren();
            replay.expect(
                RecursiveRejectionAcceptance::new,
                new RecursiveRejectionRule(),
                "next_distribution_with_processors");
          }
        });
  }

  @Test
  void draftDistributionsAreWhatOurProcessorsMakeOfTheDraftLogits() {
    forEach(
        "recursive_rejection",
        (recorded, vectors) -> {
          SamplingOptions options = options(recorded.get("processors"));
          for (int level = 0; level < recorded.get("expanded_nodes_per_level").size(); level++) {
            HostTensor logits = vectors.tensor("draft_logits.level" + level);
            HostTensor expected = vectors.tensor("draft_distribution.level" + level);
            for (int row = 0; row < logits.rows(); row++) {
              TokenDistribution q = new TokenDistribution(logits.columns());
              assertThat(q.set(row(logits, row), options, null)).isTrue();
              sameWithin(q.probabilities(), row(expected, row));
            }
          }
        });
  }

  /// What [RecursiveRejectionRule] derives from `q` is what the draft recorded while it drew.
  @Test
  void conditionalProbabilitiesOfTheDrawsAreReproduced() {
    forEach(
        "recursive_rejection",
        (recorded, vectors) -> {
          HostTensor tokens = vectors.tensor("table_tokens");
          HostTensor conditional = vectors.tensor("table_q_tilde");
          int row = 0;
          for (int level = 0; level < recorded.get("expanded_nodes_per_level").size(); level++) {
            HostTensor distributions = vectors.tensor("draft_distribution.level" + level);
            for (int node = 0; node < distributions.rows(); node++, row++) {
              double[] q = toDoubles(row(distributions, node));
              RecursiveRejectionRule rule = new RecursiveRejectionRule();
              for (int j = 0; j < tokens.columns(); j++) {
                long cell = (long) row * tokens.columns() + j;
                int token = (int) tokens.getLong(cell);
                double left = rule.left(q, j);
                double mine = left > 0 ? q[token] / left : 0;
                assertThat(mine)
                    .as("case %s, draw %d of node %d", recorded.get("case"), j, row)
                    .isCloseTo(conditional.get(cell), org.assertj.core.data.Offset.offset(1e-4));
                rule.remember(token, j);
              }
            }
          }
        });
  }

  /// The recorded function negates a running count instead of the comparison, and so accepts every
  /// chain whole. Its recordings stand where no number refuses a token; elsewhere the README's rule
  /// is worked out here.
  @Test
  void chainDecisionsAndDistributionsAreReproduced() {
    List<Boolean> sound = new ArrayList<>();
    forEach(
        "chain_speculative_sampling",
        (recorded, vectors) -> {
          int drafted = recorded.get("draft_tokens").size();
          assertThat(recorded.get("accepted").intValue()).isEqualTo(drafted);
          int accepted = acceptedOfChain(recorded, vectors);
          sound.add(accepted == drafted);
          float[] next =
              accepted == drafted
                  ? vectors.tensor("next_distribution").toFloats()
                  : residual(vectors, accepted);
          SamplingOptions options = SamplingOptions.atTemperature(1, 0);
          try (Replay replay = new Replay(recorded, vectors, options)) {
            replay.drawnChain();
            List<Integer> kept = ints(recorded.get("draft_tokens")).subList(0, accepted);
            replay.expect(ChainRejectionAcceptance::new, new ChainRule(), kept, next);
            replay.expect(
                RecursiveRejectionAcceptance::new, new RecursiveRejectionRule(), kept, next);
            replay.expect(LosslessAcceptance::new, new ChainRule(), kept, next);
          }
        });
    assertThat(sound).contains(true, false);
  }

  private static int acceptedOfChain(JsonNode recorded, Vectors vectors) {
    float[] uniforms = vectors.tensor("uniforms").toFloats();
    int i = 0;
    while (i < uniforms.length) {
      int token = recorded.get("draft_tokens").get(i).intValue();
      double p = softmax(vectors.tensor("target_logits"), i)[token];
      double q = softmax(vectors.tensor("draft_logits"), i)[token];
      if (uniforms[i] > p / q) {
        return i;
      }
      i++;
    }
    return i;
  }

  private static float[] residual(Vectors vectors, int row) {
    double[] p = softmax(vectors.tensor("target_logits"), row);
    double[] q = softmax(vectors.tensor("draft_logits"), row);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.max(p[i] - q[i], 0);
      sum += p[i];
    }
    float[] next = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      next[i] = (float) (p[i] / sum);
    }
    return next;
  }

  private static double[] softmax(HostTensor logits, int row) {
    return ReferenceProcessors.probabilities(
        row(logits, row), SamplingOptions.atTemperature(1, 0), List.of(), List.of());
  }

  @Test
  void typicalDecisionsWithoutAcceptedPaddingAreReproduced() {
    Path root = Golden.root("medusa");
    JsonNode posterior = JSON.readTree(root.resolve("posterior.json").toFile());
    JsonNode rows = posterior.get("retrieve_indices");
    int[] parents = parents(rows);
    try (Checkpoint vectors = Checkpoint.open(root.resolve("posterior.safetensors"))) {
      for (JsonNode recorded : posterior.get("cases")) {
        SamplingOptions options =
            SamplingOptions.atTemperature(recorded.get("temperature").doubleValue(), 0);
        JsonNode expected = recorded.get("padding_never_accepted");
        List<Integer> path = ints(rows.get(expected.get("best_row").intValue()));
        List<Integer> tokens = new ArrayList<>();
        for (int node : path.subList(1, 1 + expected.get("accept_length").intValue())) {
          tokens.add(recorded.get("node_tokens").get(node).intValue());
        }
        Vectors logits = new Vectors(vectors, "case" + recorded.get("case") + ".");
        try (Replay replay = new Replay(parents, recorded, logits, options)) {
          List<Integer> decided =
              replay.decide(
                  (backend, vocabulary) ->
                      new LossyTypicalAcceptance(
                          backend,
                          vocabulary,
                          recorded.get("posterior_threshold").doubleValue(),
                          recorded.get("posterior_alpha").doubleValue()));
          assertThat(decided.subList(0, decided.size() - 1))
              .as("case %s", recorded.get("case"))
              .isEqualTo(tokens);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void processorsAreReproduced(int setting) {
    Path root = Golden.root("verify");
    JsonNode settings =
        JSON.readTree(root.resolve("logits_processors.json").toFile()).get("processor_settings");
    assertThat(settings.size()).as("all settings are tested").isEqualTo(6);
    SamplingOptions options = options(settings.get(setting));
    try (Checkpoint file = Checkpoint.open(root.resolve("logits_processors.safetensors"))) {
      Vectors vectors = new Vectors(file, "");
      HostTensor logits = vectors.tensor("logits");
      HostTensor history = vectors.tensor("history");
      HostTensor expected = vectors.tensor("probs" + setting);
      for (int row = 0; row < logits.rows(); row++) {
        int[] prompt = new int[history.columns()];
        for (int i = 0; i < prompt.length; i++) {
          prompt[i] = (int) history.getLong((long) row * prompt.length + i);
        }
        TokenDistribution p = new TokenDistribution(logits.columns());
        var seen =
            new dev.trefoil.decoding.sampling.TokenHistory(logits.columns(), prompt, prompt.length);
        assertThat(p.set(row(logits, row), options, seen)).isTrue();
        sameWithin(p.probabilities(), row(expected, row));
      }
    }
  }

  // ---- recorded cases

  private interface Check {
    void run(JsonNode recorded, Vectors vectors);
  }

  private record Vectors(Checkpoint file, String prefix) {
    HostTensor tensor(String name) {
      return java.util.Objects.requireNonNull(file.find(prefix + name), name);
    }
  }

  private static void forEach(String name, Check check) {
    Path root = Golden.root("verify");
    JsonNode cases = JSON.readTree(root.resolve(name + ".json").toFile());
    assertThat(cases.size()).isPositive();
    try (Checkpoint file = Checkpoint.open(root.resolve(name + ".safetensors"))) {
      for (JsonNode recorded : cases) {
        check.run(recorded, new Vectors(file, "case" + recorded.get("case") + "."));
      }
    }
  }

  /// A recorded tree in level order, its logits and its random numbers.
  private static final class Replay implements AutoCloseable {
    private final JsonNode recorded;
    private final Vectors vectors;
    private final SamplingOptions options;
    private final Backend backend = CpuBackend.open(Precision.F32, 1);
    private final int vocabulary;
    private final float[][] rows; // in our order
    private final List<Integer> order; // our node -> recorded node
    private final ReplayedRandom random;
    private final SyntheticStep step;

    Replay(JsonNode recorded, Vectors vectors, SamplingOptions options) {
      this(chainOr(recorded), recorded, vectors, options);
    }

    Replay(int[] parents, JsonNode recorded, Vectors vectors, SamplingOptions options) {
      this.recorded = recorded;
      this.vectors = vectors;
      this.options = options;
      HostTensor logits =
          vectors.tensor(recorded.has("draft_tokens") ? "target_logits" : "node_logits");
      vocabulary = logits.columns();
      random = new ReplayedRandom(uniforms());
      Target target = TinyModels.target(backend, TinyModels.config(vocabulary, 16), 1);
      step = new SyntheticStep(target, new int[] {0}, List.of(), options, random, parents.length);
      order = levelOrder(parents);
      for (int i = 1; i < order.size(); i++) {
        step.tree().add(order.indexOf(parents[order.get(i)]), token(order.get(i)));
      }
      rows = order.stream().map(node -> row(logits, node)).toArray(float[][]::new);
      step.verified(rows);
    }

    private int token(int node) {
      return recorded.has("draft_tokens")
          ? recorded.get("draft_tokens").get(node - 1).intValue()
          : recorded.get("node_tokens").get(node).intValue();
    }

    private double[] uniforms() {
      if (recorded.has("uniforms")) {
        return recorded.get("uniforms").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
      }
      return recorded.has("draft_tokens")
          ? toDoubles(vectors.tensor("uniforms").toFloats())
          : new double[0];
    }

    void drawnChildren() {
      JsonNode levels = recorded.get("expanded_nodes_per_level");
      for (int level = 0; level < levels.size(); level++) {
        HostTensor distributions = vectors.tensor("draft_distribution.level" + level);
        for (int i = 0; i < levels.get(level).size(); i++) {
          int node = order.indexOf(levels.get(level).get(i).intValue());
          step.tree().childrenDrawnFrom(node, toDoubles(row(distributions, i)));
        }
      }
    }

    void drawnChain() {
      HostTensor logits = vectors.tensor("draft_logits");
      for (int node = 0; node < logits.rows(); node++) {
        TokenDistribution q = new TokenDistribution(vocabulary);
        assertThat(q.set(row(logits, node), options, null)).isTrue();
        step.tree().childrenDrawnFrom(node, q.probabilities());
      }
    }

    List<Integer> decide(BiFunction<Backend, Integer, Acceptance> acceptance) {
      random.rewind();
      step.decide(acceptance.apply(backend, vocabulary));
      return step.tokens();
    }

    /// The class decides as recorded, and the rule leaves the recorded distribution of the next
    /// token.
    void expect(BiFunction<Backend, Integer, Acceptance> acceptance, ChildRule rule, String next) {
      List<Integer> accepted = ints(recorded.get("accepted_tokens"));
      expect(
          acceptance, rule, accepted.subList(1, accepted.size()), vectors.tensor(next).toFloats());
    }

    void expect(
        BiFunction<Backend, Integer, Acceptance> acceptance,
        ChildRule rule,
        List<Integer> accepted,
        float[] next) {
      String name = "case " + recorded.get("case");
      List<Integer> decided = decide(acceptance);
      assertThat(decided.subList(0, decided.size() - 1)).as(name).isEqualTo(accepted);
      random.rewind();
      TokenDistribution p = new TokenDistribution(vocabulary);
      Choice choice = new Choice();
      TokenTree tree = step.tree();
      int node = 0;
      while (node >= 0) {
        assertThat(p.set(rows[node], options, null)).isTrue();
        rule.choose(tree, node, p, tree.proposal(node), random, choice);
        node = choice.child();
      }
      if (!recorded.has("draft_tokens")) {
        assertThat(random.used())
            .as(name + ": one for each examined child, one for the bonus")
            .isEqualTo(recorded.get("uniforms").size() + 1);
      }
      sameWithin(p.probabilities(), next);
    }

    @Override
    public void close() {
      step.close();
      backend.close();
    }
  }

  private static int[] chainOr(JsonNode recorded) {
    if (recorded.has("parents")) {
      return ints(recorded.get("parents")).stream().mapToInt(i -> i).toArray();
    }
    int[] parents = new int[1 + recorded.get("draft_tokens").size()];
    Arrays.setAll(parents, i -> i - 1);
    return parents;
  }

  private static int[] parents(JsonNode retrieveRows) {
    int[] parents = new int[64];
    Arrays.fill(parents, -2);
    parents[0] = -1;
    for (JsonNode path : retrieveRows) {
      for (int i = 1; i < path.size() && path.get(i).intValue() >= 0; i++) {
        parents[path.get(i).intValue()] = path.get(i - 1).intValue();
      }
    }
    assertThat(parents).doesNotContain(-2);
    return parents;
  }

  /// Recorded nodes level by level, siblings in recorded order.
  private static List<Integer> levelOrder(int[] parents) {
    List<Integer> order = new ArrayList<>(List.of(0));
    for (int i = 0; i < order.size(); i++) {
      for (int node = 1; node < parents.length; node++) {
        if (parents[node] == order.get(i)) {
          order.add(node);
        }
      }
    }
    assertThat(order).hasSize(parents.length);
    return order;
  }

  static SamplingOptions options(JsonNode processors) {
    return new SamplingOptions(
        processors.get("temperature").doubleValue(),
        processors.has("top_k") ? processors.get("top_k").intValue() : 0,
        processors.has("top_p") ? processors.get("top_p").doubleValue() : 1,
        0,
        processors.has("repetition_penalty")
            ? processors.get("repetition_penalty").doubleValue()
            : 1,
        0,
        0,
        Map.of(),
        0);
  }

  private static float[] row(HostTensor matrix, int row) {
    float[] values = new float[matrix.columns()];
    matrix.copyRow((long) row * values.length, values.length, values, 0);
    return values;
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static void sameWithin(double[] actual, float[] expected) {
    assertThat(actual).usingComparatorWithPrecision(TOLERANCE).containsExactly(toDoubles(expected));
  }

  private static List<Integer> ints(JsonNode array) {
    return new ArrayList<>(array.valueStream().map(JsonNode::intValue).toList());
  }
}
