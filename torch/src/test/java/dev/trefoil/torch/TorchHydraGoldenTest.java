package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.hydra.HydraGoldenContract;

class TorchHydraGoldenTest extends HydraGoldenContract {
  @Override
  protected Backend open() {
    return TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  }
}
