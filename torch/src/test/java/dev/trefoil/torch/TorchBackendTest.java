package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.BackendContract;
import dev.trefoil.compute.Precision;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract on a CPU.
class TorchBackendTest extends BackendContract {
  @Override
  protected Backend open(Precision precision) {
    return TorchBackend.open(TorchDevice.CPU, precision, false);
  }

  @Override
  protected Set<Precision> precisions() {
    return Set.of(Precision.F32, Precision.BF16);
  }

  @Override
  protected double tolerance() {
    return 2e-5;
  }

  @Test
  void int8IsRefused() {
    assertThatThrownBy(() -> open(Precision.INT8)).hasMessageContaining("f32 and bf16");
  }
}
