package dev.trefoil.drafter.hydra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Hydra++, with the target's embedding.
class HydraPrefixDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return drafter(target);
  }

  private static HydraDrafter drafter(Target target) {
    HydraNetwork network =
        new HydraNetwork(target, TinyModels.of(HydraWeights.prefixed(target.config(), 4)));
    return new HydraDrafter(network, target, HydraConfig.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return HydraConfig.DEFAULT.budget();
  }

  @Test
  void afterManyStepsWithoutRoomItProposesAsAfterReadingTheTextAfresh() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 300), 3);
      Recorder recorder = new Recorder();
      DecodeLoop loop = recorder.loop(target);
      try (Sequence sequence = loop.open(new int[] {3, 4}, limits())) {
        recorder.room = 1;
        for (int step = 0; step < 150; step++) {
          loop.step(List.of(sequence));
        }
        int[] text = Arrays.copyOf(sequence.tokens(), sequence.length());
        recorder.room = budget().nodes();
        loop.step(List.of(sequence));
        List<Integer> late = List.copyOf(recorder.proposal);
        assertThat(late).hasSize(budget().nodes());
        try (Sequence fresh = loop.open(text, limits())) {
          loop.step(List.of(fresh));
          assertThat(recorder.proposal).isEqualTo(late);
        }
      }
    }
  }

  private static Limits limits() {
    return new Limits(200, Set.of());
  }

  /// Limits the room and notes the last tree.
  private final class Recorder implements RowPolicy {
    private final List<Integer> proposal = new ArrayList<>();
    private int room = budget().nodes();

    DecodeLoop loop(Target target) {
      StepListener listener =
          (batch, _) -> {
            TokenTree tree = batch.getFirst().tree();
            proposal.clear();
            for (int node = 0; node < tree.size(); node++) {
              proposal.add(tree.token(node));
            }
          };
      return new DecodeLoop(
          target,
          drafter(target),
          new GreedyAcceptance(target.backend(), VOCABULARY),
          budget(),
          this,
          listener);
    }

    @Override
    public void beforePropose(List<Sequence> batch) {
      batch.getFirst().tree().limit(room);
    }
  }
}
