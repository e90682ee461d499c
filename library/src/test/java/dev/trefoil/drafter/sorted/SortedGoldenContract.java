package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded exits, decisions, chains and trees of `golden/sd2` are reproduced in f32. A backend
/// passes by subclassing this.
public abstract class SortedGoldenContract {
  private static final float TOLERANCE = 1e-4f; // of the golden README
  private static final double PROBABILITY_TOLERANCE = 1e-5;
  private static final List<Integer> LAYERS = List.of(2, 3, 4);

  private final Path directory = Golden.root("sd2");
  private final Backend backend;
  private final SortedDraft draft;
  private final JsonNode recorded;

  /// @param backend in f32; the test closes it
  @SuppressWarnings("MissingSummary") // the parameter says all
  protected SortedGoldenContract(Backend backend) {
    this.backend = backend;
    this.draft = SortedDraft.open(directory, backend);
    this.recorded = JsonMapper.builder().build().readTree(directory.resolve("case.json").toFile());
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void exitsAreReadFromTheFileBesideTheWeights() {
    assertThat(draft.settings().exits()).isEqualTo(LAYERS);
  }

  @Test
  void everyExitHasItsLogitsAndConfidenceAtEveryPosition() {
    try (Checkpoint outputs = Checkpoint.open(directory.resolve("outputs.safetensors"))) {
      int[][] ids = ids(outputs);
      HostTensor confidence = Objects.requireNonNull(outputs.find("confidence"));
      for (int exit = 0; exit < LAYERS.size(); exit++) {
        HostTensor logits = outputs.find("exit%d.logits".formatted(LAYERS.get(exit)));
        for (int row = 0; row < ids.length; row++) {
          for (int position = 0; position < ids[row].length; position++) {
            SortedState state = exitAt(ids[row], position, new ExitGate.Fixed(LAYERS.get(exit)));
            int at = row * ids[row].length + position;
            compare(state, Objects.requireNonNull(logits), at);
            int place = exit * ids.length * ids[row].length + at;
            assertThat(state.level().confidences()[0])
                .isCloseTo(confidence.get(place), within(PROBABILITY_TOLERANCE));
            state.close();
          }
        }
      }
    }
  }

  @Test
  void everyPositionTakesTheRecordedExitAndToken() {
    try (Checkpoint outputs = Checkpoint.open(directory.resolve("outputs.safetensors"))) {
      int[][] ids = ids(outputs);
      for (JsonNode decision : recorded.get("decisions")) {
        List<Double> thresholds = numbers(decision.get("thresholds"));
        for (int row = 0; row < ids.length; row++) {
          int[] exits = ints(decision.get("exit_per_position").get(row));
          int[] tokens = ints(decision.get("drafted_token_per_position").get(row));
          for (int position = 0; position < ids[row].length; position++) {
            ExitGate gate =
                position % 2 == 0 // a level of one node is the same to both
                    ? new ExitGate.Confidence(ExitRule.MAX, thresholds)
                    : new ExitGate.PerNode(thresholds);
            try (SortedState state = exitAt(ids[row], position, gate)) {
              assertThat(LAYERS.get(state.level().exit())).isEqualTo(exits[position]);
              assertThat(state.level().tokens()[0]).isEqualTo(tokens[position]);
            }
          }
        }
      }
    }
  }

  @Test
  void chainsMixExitsAsRecorded() {
    assertThat(recorded.get("chains").size()).isPositive();
    for (JsonNode chain : recorded.get("chains")) {
      int[] tokens = ints(chain.get("tokens"));
      SortedConfig config =
          new SortedConfig(
              new DraftShape.Chain(new ChainLength.Confident(0, tokens.length)),
              new ExitGate.Confidence(ExitRule.MAX, numbers(chain.get("thresholds"))));
      propose(
          config,
          ints(chain.get("prefix")),
          sequence -> {
            TokenTree tree = sequence.tree();
            assertThat(nodes(tree, tree::token)).isEqualTo(tokens);
            assertThat(exits(sequence)).isEqualTo(ints(chain.get("exits")));
          });
    }
  }

  @Test
  void treesAreTheRecordedOnes() {
    JsonNode trees = JsonMapper.builder().build().readTree(directory.resolve("tree.json").toFile());
    assertThat(trees.size()).isPositive();
    for (JsonNode wanted : trees) {
      SortedConfig config =
          new SortedConfig(
              new DraftShape.Tree(
                  wanted.get("total_token").intValue(),
                  wanted.get("depth").intValue(),
                  wanted.get("top_k").intValue()),
              new ExitGate.Confidence(ExitRule.MAX, numbers(wanted.get("thresholds"))));
      propose(config, ints(wanted.get("prefix")), sequence -> compare(sequence, wanted));
    }
  }

  @Test
  void nodesThatLeaveAloneTakeTheExitOfTheirOwnPath() {
    JsonNode trees = JsonMapper.builder().build().readTree(directory.resolve("tree.json").toFile());
    Set<Integer> seen = new TreeSet<>();
    for (JsonNode tree : trees) {
      ExitGate gate = new ExitGate.PerNode(numbers(tree.get("thresholds")));
      int[] prefix = ints(tree.get("prefix"));
      propose(
          new SortedConfig(new DraftShape.Tree(24, 3, 4), gate),
          prefix,
          sequence -> {
            SortedState state = Proposer.state(sequence);
            for (int candidate = 0; candidate < state.candidates().size(); candidate++) {
              if (state.exitOf(candidate) >= 0) {
                int[] text = textTo(prefix, state.candidates(), candidate);
                try (SortedState alone = exitAt(text, text.length - 1, gate)) {
                  assertThat(state.exitOf(candidate)).isEqualTo(alone.level().exit());
                  seen.add(state.exitOf(candidate));
                }
              }
            }
          });
    }
    assertThat(seen).as("exits mix").containsExactly(0, 1, 2);
  }

  private static int[] textTo(int[] prefix, CandidateTree candidates, int candidate) {
    int[] text = Arrays.copyOf(prefix, prefix.length + candidates.depth(candidate));
    int at = candidate;
    for (int i = text.length - 1; i >= prefix.length; i--) {
      text[i] = candidates.token(at);
      at = candidates.parent(at);
    }
    return text;
  }

  private static void compare(Sequence sequence, JsonNode wanted) {
    TokenTree tree = sequence.tree();
    int[] tokens = ints(wanted.get("node_tokens"));
    int[] parents = ints(wanted.get("parents"));
    assertThat(nodes(tree, tree::token)).isEqualTo(Arrays.copyOfRange(tokens, 1, tokens.length));
    assertThat(nodes(tree, tree::parent)).isEqualTo(Arrays.copyOfRange(parents, 1, parents.length));
    assertThat(exits(sequence)).isEqualTo(ints(wanted.get("exit_per_level")));
    CandidateTree candidates = Proposer.state(sequence).candidates();
    for (int candidate = 0; candidate < candidates.size(); candidate++) {
      int node = candidates.node(candidate);
      if (node >= 0) {
        assertThat(candidates.score(candidate))
            .isCloseTo(wanted.get("node_score").get(node).doubleValue(), within(1e-4));
      }
    }
  }

  private static int[] nodes(TokenTree tree, IntUnaryOperator property) {
    return IntStream.range(1, tree.size()).map(property).toArray();
  }

  /// The layers after which the depths of a proposal left the draft, one after another.
  private static int[] exits(Sequence sequence) {
    SortedState state = Proposer.state(sequence);
    CandidateTree candidates = state.candidates();
    TreeMap<Integer, Integer> exitByDepth = new TreeMap<>(Map.of(0, state.exitAfter(0)));
    for (int node = 1; candidates.size() == 0 && state.exitAfter(node) >= 0; node++) {
      exitByDepth.put(node, state.exitAfter(node)); // a chain
    }
    for (int candidate = 0; candidate < candidates.size(); candidate++) {
      if (state.exitOf(candidate) >= 0) {
        Integer before = exitByDepth.put(candidates.depth(candidate), state.exitOf(candidate));
        assertThat(before).as("one exit per level").isIn(null, state.exitOf(candidate));
      }
    }
    return exitByDepth.values().stream().mapToInt(LAYERS::get).toArray();
  }

  /// The exit that one position takes, with all children that the vocabulary has; the caller closes
  /// it.
  private SortedState exitAt(int[] ids, int position, ExitGate gate) {
    ModelConfig config = draft.network().config();
    ExitPass pass =
        new ExitPass(
            draft,
            new ExitPolicy(gate, draft, "target", config),
            new SortedCounters(LAYERS.size()));
    SortedState state = SortedDrafts.state(draft, ids.length);
    for (int i = 0; i <= position; i++) {
      state.kv().appendToChain(ids[i]);
    }
    backend.beginStep();
    state.level().begin(state.kv(), 1, config.vocabularySize(), false);
    pass.runLevel(List.of(state), config.vocabularySize());
    return state;
  }

  /// Proposals are in the order of their logits, so their log probabilities are the logits but for
  /// the same summand.
  private static void compare(SortedState state, HostTensor logits, int row) {
    int columns = Math.toIntExact(logits.shape()[2]); // [batch, position, vocabulary]
    float[] wanted = new float[columns];
    logits.copyRow((long) row * columns, columns, wanted, 0);
    double offset = wanted[state.level().tokens()[0]] - state.level().logProbabilities()[0];
    for (int i = 0; i < columns; i++) {
      assertThat(state.level().logProbabilities()[i] + offset)
          .isCloseTo(wanted[state.level().tokens()[i]], within(2.0 * TOLERANCE));
    }
  }

  /// One step over a prompt; the draft is its own target.
  private void propose(SortedConfig config, int[] prompt, Consumer<Sequence> check) {
    Target target = new Target("target", draft.network());
    List<Sequence> seen = new ArrayList<>();
    StepListener listener =
        (batch, _) -> {
          check.accept(batch.getFirst());
          seen.addAll(batch);
        };
    try (Drafter drafter = new SortedDrafter(draft, target, config)) {
      DecodeLoop loop =
          new DecodeLoop(
              target,
              drafter,
              new GreedyAcceptance(backend, target.config().vocabularySize()),
              config.budget(),
              listener);
      try (Sequence sequence = loop.open(prompt, new Limits(100, Set.of()))) {
        loop.step(List.of(sequence));
        assertThat(sequence.counters().faults()).isZero();
      }
    }
    assertThat(seen).hasSize(1);
  }

  private static int[][] ids(Checkpoint outputs) {
    HostTensor ids = Objects.requireNonNull(outputs.find("ids"));
    int columns = ids.columns();
    int[][] rows = new int[ids.rows()][columns];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < columns; i++) {
        rows[row][i] = (int) ids.getLong((long) row * columns + i);
      }
    }
    return rows;
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  private static List<Double> numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).doubleValue()).toList();
  }
}
