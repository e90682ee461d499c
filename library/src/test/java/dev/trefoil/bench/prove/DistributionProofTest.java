package dev.trefoil.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.acceptance.LossyTypicalAcceptance;
import dev.trefoil.decoding.acceptance.PointMassAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DistributionProofTest {
  private static final int VOCABULARY = ToyTarget.VOCABULARY;

  private final Backend backend = CpuBackend.open(Precision.F32, 2);
  private final DistributionProof proof =
      new DistributionProof(backend, DistributionProof.SAMPLES, 7);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void soundMethodsPassAndTheirProposalsAreAccepted() {
    List<DistributionCheck> checks = proof.checkAll();
    assertThat(checks).hasSize(6);
    for (DistributionCheck check : checks) {
      assertThat(check.passed()).as(check.toString()).isTrue();
      assertThat(check.cells()).as(check.toString()).isGreaterThan(20);
      if (!check.draft().equals("vanilla")) {
        assertThat(check.meanNewTokens()).as(check.toString()).isGreaterThan(1.1);
      }
    }
  }

  @Test
  void aLossyRuleIsCaught() {
    Acceptance lossy = new LossyTypicalAcceptance(backend, VOCABULARY, 0.09, 0.3);
    assertThat(check(new RandomTreeDrafter(false, VOCABULARY), lossy, "temperature 0.8")).isFalse();
  }

  @Test
  void aBonusWithoutProcessorsIsCaught() {
    Acceptance sound = new PointMassAcceptance(backend, VOCABULARY);
    Acceptance rawBonus =
        (sequence, firstRow, output, decision) -> {
          sound.decide(sequence, firstRow, output, decision);
          redrawRaw(sequence, firstRow, output, decision);
        };
    RandomTreeDrafter drafter = new RandomTreeDrafter(false, VOCABULARY);
    assertThat(check(drafter, sound, "all processors")).isTrue();
    assertThat(check(drafter, rawBonus, "all processors")).isFalse();
  }

  private void redrawRaw(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    if (sequence.tree().firstChild(decision.lastNode()) < 0) {
      float[] logits = new float[VOCABULARY];
      backend.read(output.logits(), firstRow + decision.lastNode(), logits);
      TokenDistribution raw = new TokenDistribution(VOCABULARY);
      raw.set(logits, SamplingOptions.atTemperature(1, 0), null);
      decision.bonus(raw.draw(sequence.sampling().random()));
    }
  }

  /// A drafter that declares another distribution than it draws from breaks the promise of
  /// [TokenTree#childrenDrawnFrom]; no rule could mend that, but the proof sees it.
  @Test
  void aFalselyDeclaredDraftIsCaught() {
    Drafter liar =
        new Drafter() {
          @Override
          public String name() {
            return "liar";
          }

          @Override
          public void propose(List<Sequence> batch) {
            for (Sequence sequence : batch) {
              TokenTree tree = sequence.tree();
              if (tree.fits(0)) {
                double[] uniform = new double[VOCABULARY];
                java.util.Arrays.fill(uniform, 1.0 / VOCABULARY);
                tree.childrenDrawnFrom(0, uniform);
                tree.add(0, 3);
              }
            }
          }
        };
    assertThat(check(liar, new LosslessAcceptance(backend, VOCABULARY), "temperature 0.8"))
        .isFalse();
  }

  private boolean check(Drafter drafter, Acceptance acceptance, String processors) {
    SamplingOptions options =
        Objects.requireNonNull(DistributionProof.processors().get(processors));
    return proof.check(drafter, acceptance, processors, options).passed();
  }
}
