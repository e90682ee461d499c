package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nodes of one level at different exits: each sees its own path at the depth of its exit, to the
/// bit, and leaves where it would if it were alone.
class PerNodeExitTest {
  private static final int VOCABULARY = 31;
  private static final int SLOTS = 160;
  private static final int CHILDREN = 4;
  private static final int LEVELS = 4;
  private static final List<Double> THRESHOLDS = List.of(0.3, 0.25, 0.2);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = SortedDrafts.config(VOCABULARY, SLOTS, 6);
  private final SortedDraft draft = SortedDrafts.random(backend, config, 8, List.of(2, 3, 4, 6));
  private final SortedCounters counters = new SortedCounters(draft.exits());
  private final ExitPass perNode = pass(new ExitGate.PerNode(THRESHOLDS), counters);
  private final List<ExitPass> whole =
      draft.settings().exits().stream().map(layer -> passTo(layer)).toList();

  @AfterEach
  void close() {
    backend.close();
  }

  /// A node of a tree: the tokens of its path below the text, and its slot.
  private record Node(List<Integer> path, int slot) {}

  @Test
  void everyNodeIsThatOfAPassOverItsOwnPath() {
    SplittableRandom random = new SplittableRandom(12);
    List<List<Integer>> texts = List.of(new ArrayList<>(), new ArrayList<>());
    try (SortedState first = state();
        SortedState second = state()) {
      List<SortedState> states = List.of(first, second);
      for (int round = 0; round < 6; round++) {
        for (int s = 0; s < 2; s++) {
          feedText(states.get(s), texts.get(s), random);
        }
        run(states);
        List<List<Node>> trees = List.of(new ArrayList<>(), new ArrayList<>());
        for (int level = 0; level < LEVELS; level++) {
          List<List<Node>> added = new ArrayList<>();
          for (int s = 0; s < 2; s++) {
            added.add(feedLevel(states.get(s), trees.get(s), 1 + random.nextInt(5), random));
          }
          run(states);
          for (int s = 0; s < 2; s++) {
            check(states.get(s).level(), texts.get(s), added.get(s));
            trees.get(s).addAll(added.get(s));
          }
        }
      }
    }
    SortedStatistics statistics = counters.statistics(draft);
    assertThat(statistics.exits())
        .as("the thresholds mix all depths")
        .allSatisfy(exit -> assertThat(exit.nodes()).isGreaterThan(5));
    assertThat(statistics.exits().getFirst().catchUpRows()).isZero();
    assertThat(statistics.exits().getLast().catchUpRows()).isPositive();
  }

  /// Of three nodes one goes on: it, its ancestor and the text are due, the third is not.
  @Test
  void onlyUnsureNodesAndTheirAncestorsGoDeeper() {
    try (SortedState state = state()) {
      for (int token = 0; token < 7; token++) {
        state.kv().appendToChain(token);
      }
      state.level().begin(state.kv(), 1, CHILDREN, false);
      backend.beginStep();
      passTo(2).runLevel(List.of(state), CHILDREN);
      int parent = state.kv().appendToTree(3, -1);
      state.kv().appendToTree(4, -1);
      state.level().begin(state.kv(), 2, CHILDREN, false);
      backend.beginStep();
      passTo(2).runLevel(List.of(state), CHILDREN);
      int child = state.kv().appendToTree(5, parent);
      state.kv().plan(0, new int[] {child}, 1);
      assertThat(state.kv().due()).as("the child alone").isEqualTo(1);
      assertThat(state.kv().dueFromBefore()).isZero();
      state.kv().plan(1, new int[] {child}, 1);
      assertThat(state.kv().due()).as("the text, the parent, the child").isEqualTo(9);
      assertThat(state.kv().dueFromBefore()).as("all but the child").isEqualTo(8);
    }
  }

  private void feedText(SortedState state, List<Integer> text, SplittableRandom random) {
    int kept = text.isEmpty() ? 0 : text.size() - random.nextInt(Math.min(3, text.size()));
    state.kv().rollBack(kept);
    text.subList(kept, text.size()).clear();
    int more = 1 + random.nextInt(5);
    for (int i = 0; i < more; i++) {
      text.add(random.nextInt(VOCABULARY));
      state.kv().appendToChain(text.getLast());
    }
    state.level().begin(state.kv(), 1, CHILDREN, false);
  }

  /// Nodes below any earlier ones, not only those of the level before.
  private static List<Node> feedLevel(
      SortedState state, List<Node> tree, int count, SplittableRandom random) {
    List<Node> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(-1, tree.size());
      List<Integer> path = new ArrayList<>(at < 0 ? List.of() : tree.get(at).path);
      path.add(random.nextInt(VOCABULARY));
      int slot = state.kv().appendToTree(path.getLast(), at < 0 ? -1 : tree.get(at).slot);
      added.add(new Node(path, slot));
    }
    state.level().begin(state.kv(), count, CHILDREN, false);
    return added;
  }

  private void run(List<SortedState> states) {
    backend.beginStep();
    perNode.runLevel(states, CHILDREN);
  }

  private void check(SortedLevel level, List<Integer> text, List<Node> nodes) {
    for (int node = 0; node < nodes.size(); node++) {
      List<Integer> path = new ArrayList<>(text);
      path.addAll(nodes.get(node).path);
      int exit = level.exitOf(node);
      for (int shallower = 0; shallower < exit; shallower++) {
        double confidence = afresh(path, shallower).confidences()[0];
        assertThat(confidence).isLessThanOrEqualTo(THRESHOLDS.get(shallower));
      }
      SortedLevel alone = afresh(path, exit);
      if (exit < THRESHOLDS.size()) {
        assertThat(alone.confidences()[0]).isGreaterThan(THRESHOLDS.get(exit));
      }
      int from = node * CHILDREN;
      assertThat(level.confidences()[node]).isEqualTo(alone.confidences()[0]);
      assertThat(Arrays.copyOfRange(level.tokens(), from, from + CHILDREN))
          .isEqualTo(Arrays.copyOf(alone.tokens(), CHILDREN));
      assertThat(Arrays.copyOfRange(level.logProbabilities(), from, from + CHILDREN))
          .isEqualTo(Arrays.copyOf(alone.logProbabilities(), CHILDREN));
    }
  }

  /// What comes after a text that is read at one depth.
  private SortedLevel afresh(List<Integer> text, int exit) {
    try (SortedState state = state()) {
      text.forEach(state.kv()::appendToChain);
      state.level().begin(state.kv(), 1, CHILDREN, false);
      backend.beginStep();
      whole.get(exit).runLevel(List.of(state), CHILDREN);
      return state.level();
    }
  }

  private SortedState state() {
    return SortedDrafts.state(draft, SLOTS);
  }

  private ExitPass passTo(int layer) {
    return pass(new ExitGate.Fixed(layer), new SortedCounters(draft.exits()));
  }

  private ExitPass pass(ExitGate gate, SortedCounters count) {
    return new ExitPass(draft, new ExitPolicy(gate, draft, "target", config), count);
  }
}
