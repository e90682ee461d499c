package dev.trefoil.testing;

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

/// A model directory as a user would have it, with random weights and the demo tokenizer.
public final class TinyModelDirectory {
  /// The embedded target, seen from any module.
  public static final Path DEMO = Path.of("..", "models", "demo", "target");

  /// Largest number of positions unless another is given.
  public static final int CONTEXT = 512;

  private TinyModelDirectory() {}

  /// Of this vocabulary, to a new directory.
  public static Path create(Path directory, int vocabulary) throws IOException {
    return create(directory, vocabulary, CONTEXT);
  }

  /// Of this vocabulary and context, to a new directory.
  public static Path create(Path directory, int vocabulary, int context) throws IOException {
    return create(directory, vocabulary, context, 0.2);
  }

  /// The same with weights of another width.
  ///
  /// @param width standard deviation of the matrices: the larger, the more greedy text wanders
  public static Path create(Path directory, int vocabulary, int context, double width)
      throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
         "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "vocab_size": %d, "max_position_embeddings": %d,
         "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": true,
         "bos_token_id": 1, "eos_token_id": 2}
        """
            .formatted(vocabulary, context));
    for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(DEMO.resolve(file), directory.resolve(file));
    }
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    SplittableRandom random = new SplittableRandom(11);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach((name, shape) -> tensors.put(name, random(shape, random, width)));
    SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
    return directory;
  }

  private static HostTensor random(long[] shape, SplittableRandom random, double width) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (shape.length == 1 ? 1 : width * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }
}
