package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.medusa.MedusaGoldenContract;

class TorchMedusaGoldenTest extends MedusaGoldenContract {
  @Override
  protected Backend open() {
    return TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  }
}
