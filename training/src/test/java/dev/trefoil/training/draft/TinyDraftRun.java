package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.training.run.Cadence;
import dev.trefoil.training.run.RateShape;
import dev.trefoil.training.run.RunLength;
import dev.trefoil.training.run.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A target of random weights with a real tokenizer, something to say to it, and runs small enough
/// for tests.
final class TinyDraftRun {
  private static final Path TOKENIZER = Path.of("..", "models", "demo", "target");
  private static final String[] WORDS = {"red", "green", "blue", "seven", "house", "river"};

  private TinyDraftRun() {}

  /// A model directory: 32 columns, three layers.
  static Path target(Path directory, long seed) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
         "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4,
         "num_key_value_heads": 2, "vocab_size": 8192, "max_position_embeddings": 64,
         "rms_norm_eps": 1e-5, "hidden_act": "silu", "tie_word_embeddings": true,
         "bos_token_id": 1, "eos_token_id": 2}
        """);
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    InitialValues values = new InitialValues(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    shape.length == 1
                        ? InitialValues.constant(1, shape)
                        : values.normal(name, 0.2, shape)));
    SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(TOKENIZER.resolve(file), directory.resolve(file));
    }
    return directory;
  }

  /// Conversations of a word and its echoes.
  static Path data(Path directory, int conversations) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < conversations; i++) {
      String word = WORDS[i % WORDS.length];
      String echo = (word + " ").repeat(1 + i % 5).strip();
      lines.append("{\"conversations\":[{\"from\":\"human\",\"value\":\"Say ").append(word);
      lines.append("\"},{\"from\":\"gpt\",\"value\":\"").append(echo).append("\"}]}\n");
    }
    return Files.writeString(directory.resolve("data-" + conversations + ".jsonl"), lines);
  }

  static DraftOptions options(Path target, Path data, Path out, int steps, boolean resume) {
    return options(target, data, out, steps, resume, Precision.F32, 1e-2, 0);
  }

  static DraftOptions options(
      Path target,
      Path data,
      Path out,
      int steps,
      boolean resume,
      Precision precision,
      double rate,
      int patience) {
    DraftOptimisation optimisation =
        new DraftOptimisation(rate, RateShape.LINEAR, 0, 3, 0.9, 0.95, 0.01, 0.5, 1);
    SequencedMap<String, Object> typed = new LinkedHashMap<>();
    typed.put("steps", steps);
    return new DraftOptions(
        target,
        "tiny",
        new DraftData(List.of(data), null, 0.1, null, 48, 2, 2),
        optimisation,
        new RunSettings(
            out,
            resume,
            RunLength.steps(steps),
            new Cadence(6, 4, 500, 2, patience),
            DraftOptions.rates(optimisation)),
        TorchDevice.CPU,
        precision,
        3,
        false,
        "test",
        typed);
  }
}
