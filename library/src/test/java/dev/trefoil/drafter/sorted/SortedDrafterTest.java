package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract in each shape. The draft has the target's weights, so that its last exit is the
/// target, and exits of two depths are in use.
class SortedDrafterTest {
  private static final List<Double> THRESHOLDS = List.of(0.9);

  abstract static class Shape extends DrafterContract {
    private final SortedConfig config;

    Shape(DraftShape shape, ExitGate gate) {
      config = new SortedConfig(shape, gate);
    }

    @Override
    protected Drafter newDrafter(Target target) {
      return drafter(target, config);
    }

    @Override
    protected TreeBudget budget() {
      return config.budget();
    }
  }

  private static SortedDrafter drafter(Target target, SortedConfig config) {
    SortedDraft draft =
        new SortedDraft(
            target.config(),
            target.backend(),
            TinyModels.random(target.config(), 3),
            SortedSettings.ofDepth(target.config().layers()));
    return new SortedDrafter(draft, target, config);
  }

  @Nested
  class TreeByReach extends Shape {
    TreeByReach() {
      super(SortedConfig.DEFAULT.shape(), new ExitGate.Confidence(ExitRule.REACH, THRESHOLDS));
    }
  }

  @Nested
  class PublishedTree extends Shape {
    PublishedTree() {
      super(DraftShape.Tree.PUBLISHED, new ExitGate.Confidence(ExitRule.MAX, THRESHOLDS));
    }
  }

  @Nested
  class AdaptiveChain extends Shape {
    AdaptiveChain() {
      super(
          new DraftShape.Chain(ChainLength.Adaptive.PUBLISHED),
          new ExitGate.Confidence(ExitRule.MEAN, THRESHOLDS));
    }
  }

  @Nested
  class ConfidentChain extends Shape {
    ConfidentChain() {
      super(SortedConfig.CHAIN.shape(), new ExitGate.Fixed(2));
    }
  }

  @Nested
  class DrawnChain extends Shape {
    DrawnChain() {
      super(SortedConfig.DRAWN_CHAIN.shape(), new ExitGate.Confidence(ExitRule.REACH, THRESHOLDS));
    }
  }

  @Nested
  class TreeByNode extends Shape {
    TreeByNode() {
      super(SortedConfig.PER_NODE.shape(), new ExitGate.PerNode(THRESHOLDS));
    }
  }

  static Stream<SortedConfig> configs() {
    return Stream.of(
        SortedConfig.DEFAULT,
        SortedConfig.PUBLISHED,
        SortedConfig.PER_NODE,
        SortedConfig.CHAIN,
        SortedConfig.DRAWN_CHAIN,
        SortedConfig.PUBLISHED_CHAIN);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aDraftOfAnotherVocabularyIsRefused(SortedConfig config) {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(31, 64), 3);
      SortedDraft draft =
          SortedDrafts.random(backend, SortedDrafts.config(32, 64, 4), 1, List.of(2, 4));
      assertThatThrownBy(() -> new SortedDrafter(draft, target, config))
          .hasMessageContaining("32")
          .hasMessageContaining("31");
    }
  }

  @Test
  void aGateThatDoesNotFitTheExitsIsRefused() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(31, 64), 3);
      DraftShape shape = SortedConfig.CHAIN.shape();
      assertThatThrownBy(() -> drafter(target, new SortedConfig(shape, new ExitGate.Fixed(7))))
          .hasMessageContaining("after layer 7")
          .hasMessageContaining("[1, 2]");
      ExitGate gate = new ExitGate.Confidence(ExitRule.MAX, List.of(0.1, 0.2, 0.3));
      assertThatThrownBy(() -> drafter(target, new SortedConfig(shape, gate)))
          .hasMessageContaining("3 thresholds");
      ExitGate perNode = new ExitGate.PerNode(List.of(0.1, 0.2, 0.3));
      assertThatThrownBy(() -> drafter(target, new SortedConfig(shape, perNode)))
          .hasMessageContaining("3 thresholds");
    }
  }
}
