package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Proposals of a draft that is its own target.
class SortedProposalTest {
  private static final int VOCABULARY = 31;
  private static final ExitGate GATE = new ExitGate.Confidence(ExitRule.REACH, List.of(0.5, 0.6));

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = SortedDrafts.config(VOCABULARY, 512, 4);
  private final SortedDraft draft = SortedDrafts.random(backend, config, 5, List.of(2, 3, 4));
  private final Target target = new Target("target", draft.network());

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void aChainFromTheLastExitIsTheTargetsOwnText() {
    DraftShape shape = new DraftShape.Chain(new ChainLength.Confident(0, 6));
    SortedConfig fixed = new SortedConfig(shape, new ExitGate.Fixed(4));
    try (SortedDrafter drafter = new SortedDrafter(draft, target, fixed)) {
      try (Sequence sequence = run(drafter, fixed, prompt(9), 70, RowPolicy.FULL)) {
        assertThat(sequence.counters().steps()).as("7 tokens a step").isEqualTo(10);
      }
      SortedStatistics.Exit last = drafter.statistics().exits().getLast();
      assertThat(last.layer()).isEqualTo(4);
      assertThat(last.levels()).isEqualTo(last.judged()).isEqualTo(60);
      assertThat(last.accepted()).isEqualTo(60);
      assertThat(drafter.statistics().rounds()).isEqualTo(10);
      assertThat(drafter.statistics().exits().getFirst().levels()).isZero();
    }
  }

  @Test
  void whatWasSkippedIsCaughtUpOnBeforeTooMuchWaits() {
    SortedConfig shallow = new SortedConfig(SortedConfig.DEFAULT.shape(), new ExitGate.Fixed(2));
    try (Sequence sequence = run(drafter(shallow), shallow, prompt(9), 400, RowPolicy.FULL)) {
      assertThat(sequence.length()).isEqualTo(409);
      assertThat(Proposer.state(sequence).kv().waiting(1)).isBetween(1, 256 + 16);
    }
  }

  @Test
  void rowsLevelsAndNodesAreThoseOfTheRecordedExits() {
    DraftShape shape = new DraftShape.Chain(new ChainLength.Confident(0, 6));
    SortedConfig mixed = new SortedConfig(shape, GATE);
    List<Integer> exits = new ArrayList<>();
    SortedDrafter drafter = drafter(mixed);
    DecodeLoop loop =
        loop(
            drafter,
            mixed,
            RowPolicy.FULL,
            (batch, _) -> {
              Sequence sequence = batch.getFirst();
              for (int node = 0; node + 1 < sequence.tree().size(); node++) {
                exits.add(Proposer.state(sequence).exitAfter(node));
              }
            });
    try (Sequence sequence = loop.open(prompt(9), new Limits(40, Set.of()))) {
      loop.step(List.of(sequence)); // nothing has been rolled back, so that all can be counted
      int[] ran = new int[3];
      int[] rows = new int[3];
      int[] behind = new int[3];
      for (int token = 0; token < exits.size(); token++) {
        int before = ran[0];
        for (int group = 0; group <= exits.get(token); group++) {
          rows[group] += 9 + token - ran[group];
          behind[group] += before - ran[group];
          ran[group] = 9 + token;
        }
      }
      SortedStatistics statistics = drafter.statistics();
      assertThat(statistics.rounds()).isEqualTo(1);
      int layers = 0;
      for (int exit = 0; exit < 3; exit++) {
        int wanted = exit;
        SortedStatistics.Exit found = statistics.exits().get(exit);
        long taken = exits.stream().filter(each -> each == wanted).count();
        assertThat(found.levels()).isEqualTo(found.nodes()).isEqualTo(taken);
        assertThat(found.rows()).isEqualTo(rows[exit]);
        assertThat(found.catchUpRows()).isEqualTo(behind[exit]);
        layers += (int) taken * found.layer();
      }
      assertThat(statistics.layersPerRound()).isEqualTo(layers);
      assertThat(Set.copyOf(exits)).as("exits mix").hasSizeGreaterThan(1);
    }
  }

  @Test
  void everyTreeIsThatOfADrafterThatReadsTheTextAfresh() {
    SortedConfig mixed = new SortedConfig(SortedConfig.DEFAULT.shape(), GATE);
    List<String> trees = new ArrayList<>();
    try (SortedDrafter drafter = drafter(mixed);
        Sequence sequence = run(drafter, mixed, prompt(40), 100, RowPolicy.FULL, trees)) {
      assertThat(drafter.statistics().exits()).allSatisfy(e -> assertThat(e.levels()).isPositive());
      int length = 40;
      int[] newTokens = sequence.counters().newTokensPerStep();
      for (int step = 0; step < trees.size() - 5; step++) {
        if (step % 5 == 0) { // also texts so long that the fresh drafter reads them at full depth
          List<String> afresh = new ArrayList<>();
          int[] text = Arrays.copyOf(sequence.tokens(), length);
          run(drafter(mixed), mixed, text, 8, RowPolicy.FULL, afresh).close();
          assertThat(afresh.getFirst()).as("step %d", step).isEqualTo(trees.get(step));
        }
        length += newTokens[step];
      }
    }
  }

  @Test
  void lessRoomCutsTheTreeWithoutChangingTheRest() {
    SortedConfig whole = new SortedConfig(new DraftShape.Tree(16, 3, 4), new ExitGate.Fixed(3));
    SortedConfig small = new SortedConfig(new DraftShape.Tree(4, 3, 4), new ExitGate.Fixed(3));
    RowPolicy four =
        new RowPolicy() {
          @Override
          public void beforePropose(List<Sequence> batch) {
            batch.forEach(sequence -> sequence.tree().limit(4));
          }
        };
    List<String> limited = new ArrayList<>();
    List<String> configured = new ArrayList<>();
    run(new SortedDrafter(draft, target, whole), whole, prompt(7), 40, four, limited).close();
    run(new SortedDrafter(draft, target, small), small, prompt(7), 40, RowPolicy.FULL, configured)
        .close();
    assertThat(limited).isEqualTo(configured).hasSizeGreaterThan(5);
  }

  @Test
  void sequencesOfABatchTakeTheirExitsAlone() {
    SortedConfig config = new SortedConfig(SortedConfig.DEFAULT.shape(), GATE);
    List<List<String>> alone = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      alone.add(new ArrayList<>());
      run(drafter(config), config, prompt(5 + 40 * i), 30, RowPolicy.FULL, alone.get(i)).close();
    }
    List<List<String>> together = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<Sequence> all = new ArrayList<>();
    DecodeLoop loop =
        loop(
            drafter(config),
            config,
            RowPolicy.FULL,
            (batch, _) -> batch.forEach(s -> together.get(all.indexOf(s)).add(describe(s.tree()))));
    for (int i = 0; i < 3; i++) {
      all.add(loop.open(prompt(5 + 40 * i), new Limits(30, Set.of())));
    }
    List<Sequence> active = new ArrayList<>(all);
    while (!active.isEmpty()) {
      loop.step(active);
      active.removeIf(Sequence::isFinished);
    }
    all.forEach(Sequence::close);
    assertThat(together).isEqualTo(alone);
  }

  private SortedDrafter drafter(SortedConfig use) {
    return new SortedDrafter(draft, target, use);
  }

  private static int[] prompt(int length) {
    return new SplittableRandom(length).ints(length, 0, VOCABULARY).toArray();
  }

  private static String describe(TokenTree tree) {
    StringBuilder text = new StringBuilder();
    for (int node = 0; node < tree.size(); node++) {
      text.append(tree.parent(node)).append(':').append(tree.token(node)).append(' ');
    }
    return text.toString();
  }

  private DecodeLoop loop(
      SortedDrafter drafter, SortedConfig use, RowPolicy rows, StepListener listener) {
    return new DecodeLoop(
        target, drafter, new GreedyAcceptance(backend, VOCABULARY), use.budget(), rows, listener);
  }

  private Sequence run(
      SortedDrafter drafter, SortedConfig use, int[] prompt, int newTokens, RowPolicy rows) {
    return run(drafter, use, prompt, newTokens, rows, new ArrayList<>());
  }

  /// Decodes one prompt and describes the tree of every step; the caller closes the sequence.
  private Sequence run(
      SortedDrafter drafter,
      SortedConfig use,
      int[] prompt,
      int newTokens,
      RowPolicy rows,
      List<String> trees) {
    DecodeLoop loop =
        loop(drafter, use, rows, (batch, _) -> trees.add(describe(batch.getFirst().tree())));
    Sequence sequence = loop.open(prompt, new Limits(newTokens, Set.of()));
    while (!sequence.isFinished()) {
      loop.step(List.of(sequence));
    }
    return sequence;
  }
}
