package dev.trefoil.drafter.clover2;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class CpuClover2GoldenTest extends Clover2GoldenContract {
  @Override
  protected Backend open() {
    return CpuBackend.open(Precision.F32, 2);
  }
}
