package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;

/// The contract while gradients are recorded; in bf16, results of products are rounded too.
class TrainableTorchBackendTest extends TorchBackendTest {
  @Override
  protected Backend open(Precision precision) {
    return TorchBackend.open(TorchDevice.CPU, precision, true);
  }
}
