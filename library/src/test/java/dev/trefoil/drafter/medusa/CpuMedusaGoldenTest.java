package dev.trefoil.drafter.medusa;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class CpuMedusaGoldenTest extends MedusaGoldenContract {
  @Override
  protected Backend open() {
    return CpuBackend.open(Precision.F32, 1);
  }
}
