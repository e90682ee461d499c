package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.MapTensors;
import java.util.LinkedHashMap;
import java.util.Map;

/// A target of which only the head and the embedding mean something: recorded cases bring its
/// hidden states.
final class HeadOnlyTarget {
  private HeadOnlyTarget() {}

  /// On a new backend, which makes trainable weights from now on.
  static FrozenTarget open(ModelConfig config, HostTensor head, HostTensor embedding) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    HostTensor.of(new float[Math.toIntExact(HostTensor.elements(shape))], shape)));
    tensors.put("lm_head.weight", head);
    tensors.put("model.embed_tokens.weight", embedding);
    MapTensors weights = new MapTensors(tensors, "a target that is all head");
    TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
    Llama network = new Llama(config, backend, weights, config.contextLength());
    backend.makeTrainable(true);
    return new FrozenTarget(backend, new Target("recorded", network), weights);
  }
}
