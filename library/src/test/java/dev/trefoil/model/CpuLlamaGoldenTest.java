package dev.trefoil.model;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;

class CpuLlamaGoldenTest extends LlamaGoldenContract {
  @Override
  protected Backend open() {
    return CpuBackend.open(Precision.F32, 2);
  }
}
