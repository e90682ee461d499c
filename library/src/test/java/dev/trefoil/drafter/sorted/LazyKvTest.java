package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/// Whatever was skipped, caught up on and rolled back before, an exit sees the whole text at its
/// depth, to the bit.
class LazyKvTest {
  private static final int VOCABULARY = 31;
  private static final int SLOTS = 120;
  private static final int CHILDREN = 5;

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = SortedDrafts.config(VOCABULARY, SLOTS, 6);
  private final SortedDraft draft = SortedDrafts.random(backend, config, 8, List.of(2, 3, 4, 6));

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void anyScheduleOfExitsAndRollbacksIsExact() {
    SplittableRandom random = new SplittableRandom(4);
    List<ExitPass> passes = passes();
    for (int round = 0; round < 4; round++) {
      List<SortedState> states = List.of(state(), state(), state());
      List<List<Integer>> texts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int step = 0; step < 25; step++) {
        for (int s = 0; s < states.size(); s++) {
          rollBackAndFeed(states.get(s), texts.get(s), random);
        }
        int exit = random.nextInt(draft.exits());
        List<SortedState> some = states.subList(random.nextInt(2), 2 + random.nextInt(2));
        for (SortedState state : some) {
          state.level().begin(state.kv(), 1, CHILDREN, false);
        }
        backend.beginStep();
        passes.get(exit).runLevel(some, CHILDREN);
        for (SortedState state : some) {
          assertSameAsAfresh(state, texts.get(states.indexOf(state)), passes.get(exit));
        }
      }
      states.forEach(SortedState::close);
    }
  }

  @Test
  void treeNodesSeeTheirAncestorsAtFullDepth() {
    List<ExitPass> passes = passes();
    List<Integer> text = List.of(4, 9, 2, 30, 7, 7);
    SortedState state = state();
    text.forEach(state.kv()::appendToChain);
    level(state, passes.get(0), 1);
    int a = state.kv().appendToTree(11, -1);
    int b = state.kv().appendToTree(12, -1);
    level(state, passes.get(1), 2);
    int c = state.kv().appendToTree(13, b);
    state.kv().appendToTree(14, a);
    level(state, passes.get(0), 2);
    state.kv().appendToTree(15, c);
    level(state, passes.get(3), 1); // catches up on everything before
    assertSameAsAfresh(state, List.of(4, 9, 2, 30, 7, 7, 12, 13, 15), passes.get(3));
    state.kv().rollBack(100); // the tree goes
    assertThat(state.kv().chainLength()).isEqualTo(text.size());
    state.kv().appendToChain(12);
    level(state, passes.get(2), 1);
    assertSameAsAfresh(state, List.of(4, 9, 2, 30, 7, 7, 12), passes.get(2));
    state.close();
  }

  @Test
  void onlySkippedSlotsWait() {
    SortedState state = state();
    List.of(1, 2, 3, 4).forEach(state.kv()::appendToChain);
    level(state, passes().get(1), 1);
    assertThat(state.kv().waiting(1)).isZero();
    assertThat(state.kv().waiting(2)).isEqualTo(4);
    assertThat(state.kv().waiting(3)).isZero();
    state.kv().rollBack(3);
    assertThat(state.kv().waiting(2)).isEqualTo(3);
    state.kv().appendToChain(5);
    assertThat(state.kv().waiting(0)).isEqualTo(1);
    state.kv().appendToTree(6, -1);
    assertThatThrownBy(() -> state.kv().appendToChain(7)).hasMessageContaining("tree of 1");
    state.close();
  }

  private void level(SortedState state, ExitPass pass, int nodes) {
    state.level().begin(state.kv(), nodes, CHILDREN, false);
    backend.beginStep();
    pass.runLevel(List.of(state), CHILDREN);
  }

  private static void rollBackAndFeed(
      SortedState state, List<Integer> text, SplittableRandom random) {
    int kept = text.isEmpty() ? 0 : text.size() - random.nextInt(Math.min(4, text.size()));
    state.kv().rollBack(kept);
    text.subList(kept, text.size()).clear();
    int more = 1 + random.nextInt(4);
    for (int i = 0; i < more; i++) {
      int token = random.nextInt(VOCABULARY);
      state.kv().appendToChain(token);
      text.add(token);
    }
  }

  /// Compares the last node of the last level with a pass at one depth over the whole text.
  private void assertSameAsAfresh(SortedState state, List<Integer> text, ExitPass pass) {
    try (SortedState afresh = state()) {
      text.forEach(afresh.kv()::appendToChain);
      level(afresh, pass, 1);
      int from = (state.level().nodes() - 1) * CHILDREN;
      assertThat(Arrays.copyOfRange(state.level().tokens(), from, from + CHILDREN))
          .isEqualTo(Arrays.copyOf(afresh.level().tokens(), CHILDREN));
      assertThat(Arrays.copyOfRange(state.level().logProbabilities(), from, from + CHILDREN))
          .isEqualTo(Arrays.copyOf(afresh.level().logProbabilities(), CHILDREN));
    }
  }

  private SortedState state() {
    return SortedDrafts.state(draft, SLOTS);
  }

  private List<ExitPass> passes() {
    return draft.settings().exits().stream()
        .map(layer -> new ExitPolicy(new ExitGate.Fixed(layer), draft, "target", config))
        .map(policy -> new ExitPass(draft, policy, new SortedCounters(draft.exits())))
        .toList();
  }
}
