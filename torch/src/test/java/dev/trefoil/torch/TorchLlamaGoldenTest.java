package dev.trefoil.torch;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.LlamaGoldenContract;

class TorchLlamaGoldenTest extends LlamaGoldenContract {
  @Override
  protected Backend open() {
    return TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  }
}
