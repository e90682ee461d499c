package dev.trefoil.decoding.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.SyntheticStep;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecursiveRejectionRuleTest {
  /// What a draft leaves after its favourite is a few roundings of 1; its second proposal must be
  /// judged by the rest itself, not by `1 - q`.
  @Test
  void aVerySharpDraftStaysLossless() {
    double[] q = {1 - 4e-15, 1e-15, 3e-15};
    float[] logits = {-2, 0.5f, 0};
    SamplingOptions options = SamplingOptions.atTemperature(1, 0);
    double[] expected = ReferenceProcessors.probabilities(logits, options, List.of(), List.of());
    double[] actual = new double[3];
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(3, 16), 1);
      RecursiveRejectionAcceptance acceptance = new RecursiveRejectionAcceptance(backend, 3);
      for (int second = 1; second < 3; second++) {
        DrawIntegral.Script script = new DrawIntegral.Script();
        double weight = q[second] / (q[1] + q[2]); // the favourite always comes first
        try (SyntheticStep step =
            new SyntheticStep(target, new int[] {0}, List.of(), options, script, 3)) {
          step.tree().childrenDrawnFrom(0, q);
          step.tree().add(0, 0);
          step.tree().add(0, second);
          step.verified(new float[][] {logits, logits, logits});
          DrawIntegral.of(step, acceptance, script)
              .forEach((tokens, p) -> actual[tokens.getFirst()] += weight * p);
        }
      }
    }
    for (int token = 0; token < 3; token++) {
      assertThat(actual[token]).isCloseTo(expected[token], within(1e-9));
    }
  }
}
