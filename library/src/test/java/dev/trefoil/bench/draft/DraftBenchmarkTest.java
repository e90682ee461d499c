package dev.trefoil.bench.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.bench.EngineShape;
import dev.trefoil.bench.Progress;
import dev.trefoil.bench.draft.DraftReport.DraftCost;
import dev.trefoil.compute.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DraftBenchmarkTest {
  private static final EngineShape SHAPE = EngineShape.parse("64,2,4,2,96,300");
  private static final long TARGET_WEIGHTS = SHAPE.linearWeights();
  private static final int HEAD = 64 * 300;

  @ParameterizedTest
  @EnumSource
  void everyDraftProposesItsWholeTree(DraftKind kind) {
    DraftCost cost = measure(kind);
    assertThat(cost.draft()).isEqualTo(kind.label());
    double nodes = kind == DraftKind.SPS ? 6 : kind.budget().nodes();
    // a level of Clover's tree keeps what is likely enough, so three heads may yield three tokens
    double least = kind == DraftKind.CLOVER ? 4 : nodes;
    assertThat(cost.treeRows()).isBetween(least, nodes);
    assertThat(cost.steps()).isEqualTo(4);
    assertThat(cost.plainMs()).isPositive();
    assertThat(cost.verifyMs()).isPositive();
    assertThat(cost.share()).isPositive();
    double parts =
        cost.layersMs() + cost.attentionMs() + cost.headMs() + cost.choiceMs() + cost.copyMs();
    assertThat(parts).isPositive();
    assertThat(cost.treeMs()).isPositive();
  }

  @Test
  void weightsAreCountedAsOftenAsAProposalUsesThem() {
    // four heads: a residual block of 64 x 64 and an output each
    double medusa = 4.0 * (64 * 64 + HEAD) / TARGET_WEIGHTS;
    assertThat(measure(DraftKind.MEDUSA).weightShare()).isCloseTo(medusa, within(1e-9));
    // each pass: fusion (64 x 128), layer and the target's head
    DraftCost eagle2 = measure(DraftKind.EAGLE2);
    long layer = 64 * 128 + 64 * 64 + 3 * 64 * 96;
    double share = eagle2.headProducts() * (64 * 128 + layer + HEAD) / TARGET_WEIGHTS;
    assertThat(eagle2.weightShare()).isCloseTo(share, within(1e-9));
  }

  @Test
  void dynamicTreesGetAsDeepAsThoseOfDecidedDrafts() {
    assertThat(measure(DraftKind.EAGLE2).headProducts()).isGreaterThan(5);
    assertThat(measure(DraftKind.CLOVER2).headProducts()).isEqualTo(5);
  }

  @Test
  void theReportHasARowPerDraftAndTellsOfProgress() {
    List<Integer> done = new ArrayList<>();
    DraftReport report =
        run(List.of(DraftKind.CLOVER, DraftKind.SPS), (count, total) -> done.add(count));
    assertThat(done).containsExactly(0, 1, 2);
    assertThat(report.shape()).isEqualTo("64,2,4,2,96,300");
    assertThat(report.table()).contains("bf16", "clover", "0.30", "sps").hasLineCount(4);
  }

  @Test
  void nothingToMeasureIsRefused() {
    assertThatThrownBy(() -> run(List.of(), Progress.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 drafts");
  }

  private static DraftCost measure(DraftKind kind) {
    return run(List.of(kind), Progress.NONE).drafts().getFirst();
  }

  private static DraftReport run(List<DraftKind> kinds, Progress progress) {
    return DraftBenchmark.run(
        new DraftBenchmark.Options(SHAPE, Precision.BF16, 20, 1, kinds, 4, 1, 42), progress);
  }
}
