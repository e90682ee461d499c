package dev.trefoil.drafter.medusa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.model.Target;
import dev.trefoil.nn.WeightMismatchException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MedusaHeadsTest {
  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = TinyModels.config(31, 32);
  private final Target target = TinyModels.target(backend, config, 3);

  @AfterEach
  void close() {
    backend.close();
  }

  private MedusaHeads load(Map<String, HostTensor> tensors, int maxHeads) {
    return new MedusaHeads(target, TinyModels.of(tensors), maxHeads);
  }

  private float[] firstLogits(MedusaHeads heads) {
    float[] x = new float[config.hiddenSize()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 7) - 3;
    }
    backend.beginStep();
    Matrix logits = heads.logits(0, backend.upload(x, 1, x.length));
    float[] row = new float[logits.columns()];
    backend.read(logits, 0, row);
    return row;
  }

  @Test
  void theFileSaysHowManyHeadsThereAre() {
    Map<String, HostTensor> five = MedusaWeights.random(config, "", 5, true);
    assertThat(load(five, 9).count()).isEqualTo(5);
    assertThat(load(five, 4).count()).isEqualTo(4);
  }

  @Test
  void namesMayStandBehindPrefixesAndAmongOthers() {
    float[] plain = firstLogits(load(MedusaWeights.random(config, "", 2, true), 2));
    for (String prefix : new String[] {"medusa_head.", "module.", "module.medusa_head."}) {
      Map<String, HostTensor> tensors = MedusaWeights.random(config, prefix, 2, true);
      if (prefix.endsWith("head.")) {
        tensors.put("model.norm.weight", HostTensor.of(new float[3], 3));
      }
      assertThat(firstLogits(load(tensors, 2))).as(prefix).isEqualTo(plain);
    }
  }

  @Test
  void headsWithoutOutputsUseTheTargets() {
    Map<String, HostTensor> tensors = MedusaWeights.random(config, "", 1, false);
    tensors.replaceAll(
        (_, tensor) -> HostTensor.of(new float[tensor.toFloats().length], tensor.shape()));
    MedusaHeads heads = load(tensors, 1); // silu(0) = 0: the hidden state passes
    float[] viaHead = firstLogits(heads);
    float[] x = new float[config.hiddenSize()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 7) - 3;
    }
    backend.beginStep();
    float[] viaTarget = new float[31];
    backend.read(target.network().logits(backend.upload(x, 1, x.length)), 0, viaTarget);
    assertThat(viaHead).isEqualTo(viaTarget);
  }

  @Test
  void everythingThatDoesNotFitIsSaidAtOnce() {
    Map<String, HostTensor> tensors = MedusaWeights.random(config, "", 3, true);
    tensors.remove("1.0.linear.bias");
    tensors.put("2.1.weight", HostTensor.of(new float[6], 2, 3));
    tensors.put("0.7.bias", HostTensor.of(new float[3], 3));
    assertThatThrownBy(() -> load(tensors, 3))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("missing 1.0.linear.bias [48]")
        .hasMessageContaining("2.1.weight has shape [2, 3], expected [31, 48]")
        .hasMessageContaining("unexpected 0.7.bias [3]");
  }

  @Test
  void aFileOfSomethingElseIsRefused() {
    assertThatThrownBy(() -> load(Map.of("fc.weight", HostTensor.of(new float[4], 2, 2)), 1))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("no Medusa heads");
  }
}
