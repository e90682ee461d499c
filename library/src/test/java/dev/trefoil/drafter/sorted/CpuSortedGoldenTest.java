package dev.trefoil.drafter.sorted;

import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class CpuSortedGoldenTest extends SortedGoldenContract {
  CpuSortedGoldenTest() {
    super(CpuBackend.open(Precision.F32, 1));
  }
}
