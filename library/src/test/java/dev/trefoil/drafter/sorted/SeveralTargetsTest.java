package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One draft serves targets of different sizes at once: its weights are shared, thresholds and
/// calibration are each target's own.
class SeveralTargetsTest {
  private static final int VOCABULARY = 31;
  private static final int[] PROMPT = {3, 1, 4, 1, 5};

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig draftConfig = SortedDrafts.config(VOCABULARY, 80, 2);
  private final SortedDraft draft =
      new SortedDraft(
          draftConfig,
          backend,
          TinyModels.random(draftConfig, 3),
          new SortedSettings(
              List.of(1, 2),
              ExitProfile.DEFAULT,
              Map.of("tuned", new ExitProfile(List.of(0.33), List.of(1.5, 1.0)))));
  private final Target cheap = target("cheap", TinyModels.config(VOCABULARY, 80, 3));
  private final Target dear =
      target("dear", ModelConfig.llama(192, 3, 6, 2, 400, VOCABULARY, 80, false, List.of()));
  private final Target tuned = target("tuned", TinyModels.config(VOCABULARY, 80, 4));

  @AfterEach
  void close() {
    backend.close();
  }

  private Target target(String name, ModelConfig config) {
    return new Target(name, new Llama(config, backend, TinyModels.random(config, 3), 80));
  }

  @Test
  void eachTargetHasItsProfileElseThatOfItsCost() {
    assertThat(policy(cheap).thresholds().getFirst()).isEqualTo(0.5);
    assertThat(policy(dear).thresholds().getFirst()).isEqualTo(0.75);
    assertThat(policy(tuned).thresholds()).containsExactly(0.33);
    assertThat(policy(cheap).temperatures()).isEmpty();
    assertThat(policy(tuned).temperatures()).containsExactly(1.5, 1.0);
  }

  private ExitPolicy policy(Target target) {
    return new ExitPolicy(SortedConfig.DEFAULT.gate(), draft, target.name(), target.config());
  }

  @Test
  void stepsOfSeveralTargetsInTurnsDisturbNobody() {
    List<Target> targets = List.of(cheap, dear, tuned);
    List<Run> alone = new ArrayList<>();
    for (Target target : targets) {
      Run run = new Run(target, drafter(target));
      run.finish();
      Run plain = new Run(target, new NoDrafter());
      plain.finish();
      assertThat(run.sequence.generated()).isEqualTo(plain.sequence.generated());
      plain.sequence.close();
      alone.add(run);
    }
    List<Run> together = targets.stream().map(target -> new Run(target, drafter(target))).toList();
    while (!together.stream().allMatch(run -> run.sequence.isFinished())) {
      together.forEach(Run::step);
    }
    for (int i = 0; i < targets.size(); i++) {
      assertThat(together.get(i).sequence.generated()).isEqualTo(alone.get(i).sequence.generated());
      assertThat(together.get(i).trees).isEqualTo(alone.get(i).trees);
      together.get(i).sequence.close();
      alone.get(i).sequence.close();
    }
  }

  private SortedDrafter drafter(Target target) {
    return new SortedDrafter(draft, target, SortedConfig.DEFAULT);
  }

  /// One answer of one target.
  private final class Run {
    final List<List<Integer>> trees = new ArrayList<>();
    final DecodeLoop loop;
    final Sequence sequence;

    Run(Target target, Drafter drafter) {
      StepListener listener = (batch, _) -> trees.add(tokens(batch.getFirst().tree()));
      this.loop =
          new DecodeLoop(
              target,
              drafter,
              new GreedyAcceptance(backend, VOCABULARY),
              SortedConfig.DEFAULT.budget(),
              listener);
      this.sequence = loop.open(PROMPT, new Limits(30, Set.of()));
    }

    void step() {
      if (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
    }

    void finish() {
      while (!sequence.isFinished()) {
        step();
      }
      assertThat(sequence.counters().faults()).isZero();
    }

    private static List<Integer> tokens(TokenTree tree) {
      List<Integer> tokens = new ArrayList<>();
      for (int node = 0; node < tree.size(); node++) {
        tokens.add(tree.token(node));
      }
      return tokens;
    }
  }
}
