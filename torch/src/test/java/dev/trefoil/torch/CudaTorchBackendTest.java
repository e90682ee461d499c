package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import org.junit.jupiter.api.Tag;

/// The contract on a CUDA device.
@Tag("gpu")
class CudaTorchBackendTest extends TorchBackendTest {
  @Override
  protected Backend open(Precision precision) {
    return TorchBackend.open(TorchDevice.CUDA, precision, false);
  }

  @Override
  protected double tolerance() {
    return 1e-4;
  }
}
