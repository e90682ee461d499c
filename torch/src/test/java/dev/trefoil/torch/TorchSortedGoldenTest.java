package dev.trefoil.torch;

import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.sorted.SortedGoldenContract;

class TorchSortedGoldenTest extends SortedGoldenContract {
  TorchSortedGoldenTest() {
    super(TorchBackend.open(TorchDevice.CPU, Precision.F32, false));
  }
}
