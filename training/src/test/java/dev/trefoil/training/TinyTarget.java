package dev.trefoil.training;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.model.LlamaTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A model directory with random weights and the demo tokenizer.
public final class TinyTarget {
  private static final Path DEMO = Path.of("..", "models", "demo", "target");

  private TinyTarget() {}

  /// Writes it to a new directory.
  public static Path create(Path directory, int context) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
         "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "vocab_size": 8192, "max_position_embeddings": %d,
         "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": true,
         "bos_token_id": 1, "eos_token_id": 2}
        """
            .formatted(context));
    for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(DEMO.resolve(file), directory.resolve(file));
    }
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    SplittableRandom random = new SplittableRandom(11);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach((name, shape) -> tensors.put(name, random(shape, random)));
    SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
    return directory;
  }

  /// Weights large enough that greedy text wanders instead of repeating one token.
  private static HostTensor random(long[] shape, SplittableRandom random) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (shape.length == 1 ? 1 : 0.25 * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }
}
