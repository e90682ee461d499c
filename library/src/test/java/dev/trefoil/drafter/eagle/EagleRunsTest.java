package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class EagleRunsTest extends EagleRunsContract {
  @Override
  protected Backend open() {
    return CpuBackend.open(Precision.F32, 1);
  }
}
