package dev.trefoil.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.drafter.clover2.TinyClover2;
import dev.trefoil.drafter.eagle.EagleConfig;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.drafter.eagle.TinyDrafts;
import dev.trefoil.model.Target;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whole drafters with children drawn without putting back, through the loop: how often each answer
/// comes is what the target says. Rejection at the first token, at the second and after whole paths
/// all happen. Each check accuses a sound drafter once in a million times; the numbers are seeded.
class DrawnDraftsTest {
  private static final int[] PROMPT = {2, 0, 5};
  private static final TreeRule RULE = TreeRules.DRAWN;

  private final Backend backend = CpuBackend.open(Precision.F32, 1);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void sampledAnswersHaveTheTargetsDistribution() {
    List<Function<Target, Drafter>> drafters =
        List.of(
            target -> TinyDrafts.drafter(target, new EagleConfig(EagleVersion.EAGLE1, RULE)),
            target -> TinyClover2.drafter(target, RULE));
    TreeBudget budget = new TreeBudget(12, 2);
    DistributionProof proof =
        new DistributionProof(backend, DistributionProof.SAMPLES, 7, PROMPT, budget);
    LosslessAcceptance acceptance = new LosslessAcceptance(backend, ToyTarget.VOCABULARY);
    for (Function<Target, Drafter> open : drafters) {
      try (Drafter drafter = open.apply(proof.target())) {
        assertThat(drafter.proposesByChance()).isTrue();
        DistributionProof.processors()
            .forEach(
                (name, options) -> {
                  DistributionCheck check = proof.check(drafter, acceptance, name, options);
                  assertThat(check.passed()).as(check.toString()).isTrue();
                  assertThat(check.cells()).as(check.toString()).isGreaterThan(20);
                  assertThat(check.meanNewTokens()).as(check.toString()).isGreaterThan(1.3);
                });
      }
    }
  }
}
