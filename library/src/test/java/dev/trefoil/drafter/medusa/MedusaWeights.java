package dev.trefoil.drafter.medusa;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.RandomTensors;
import java.util.Map;

/// Random heads in the published layout.
final class MedusaWeights {
  private MedusaWeights() {}

  static Map<String, HostTensor> random(
      ModelConfig target, String prefix, int heads, boolean ownOutputs) {
    int hidden = target.hiddenSize();
    RandomTensors tensors = new RandomTensors(5, 0.2);
    for (int head = 0; head < heads; head++) {
      tensors.addLinear(prefix + head + ".0.linear", hidden, hidden);
      if (ownOutputs) {
        tensors.add(prefix + head + ".1.weight", target.vocabularySize(), hidden);
      }
    }
    return tensors.tensors();
  }
}
