package dev.trefoil.drafter.hydra;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class CpuHydraGoldenTest extends HydraGoldenContract {
  @Override
  protected Backend open() {
    return CpuBackend.open(Precision.F32, 1);
  }
}
