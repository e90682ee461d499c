package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.eagle.EagleRunsContract;

class TorchEagleRunsTest extends EagleRunsContract {
  @Override
  protected Backend open() {
    return TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  }
}
