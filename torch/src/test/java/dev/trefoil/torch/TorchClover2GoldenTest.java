package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.clover2.Clover2GoldenContract;

class TorchClover2GoldenTest extends Clover2GoldenContract {
  @Override
  protected Backend open() {
    return TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  }
}
