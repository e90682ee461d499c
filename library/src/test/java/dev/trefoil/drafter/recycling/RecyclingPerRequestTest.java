package dev.trefoil.drafter.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.model.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// With a matrix per request nothing of one request helps another.
class RecyclingPerRequestTest extends DrafterContract {
  private static final RecyclingConfig RESET =
      new RecyclingConfig(RecyclingConfig.DEFAULT.tree(), true);

  @Override
  protected Drafter newDrafter(Target target) {
    return new RecyclingDrafter(RESET, target.backend());
  }

  @Override
  protected TreeBudget budget() {
    return new TreeBudget(RESET.tree().size(), RESET.tree().maxDepth());
  }

  @Test
  void onlyAKeptMatrixHelpsTheNextRequest() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 96), 3);
      long[] reset = proposalsOfTwoRequests(target, RESET);
      assertThat(reset[1]).isEqualTo(reset[0]);
      long[] kept = proposalsOfTwoRequests(target, RecyclingConfig.DEFAULT);
      assertThat(kept[0]).isEqualTo(reset[0]);
      assertThat(kept[1]).as("the first step has something to propose").isGreaterThan(kept[0]);
    }
  }

  private long[] proposalsOfTwoRequests(Target target, RecyclingConfig config) {
    long[] proposed = new long[2];
    try (Drafter drafter = new RecyclingDrafter(config, target.backend())) {
      DecodeLoop loop =
          new DecodeLoop(
              target,
              drafter,
              new LosslessAcceptance(target.backend(), VOCABULARY),
              budget(),
              StepListener.NONE);
      for (int request = 0; request < 2; request++) {
        try (Sequence sequence = loop.open(new int[] {4, 9}, new Limits(60, Set.of()))) {
          while (!sequence.isFinished()) {
            loop.step(List.of(sequence));
          }
          proposed[request] = sequence.counters().draftedTokens();
        }
      }
    }
    return proposed;
  }
}
