package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.CheckpointStore.Part;
import dev.trefoil.training.run.TextFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What a checkpoint of a language-model run holds: a Hugging Face directory in f32, and beside it
/// the optimiser's moments.
final class LmCheckpoints {
  static final String WEIGHTS = "model.safetensors";
  static final String OPTIMISER = "optimizer.safetensors";
  static final String PROVENANCE = "trefoil.json";
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private LmCheckpoints() {}

  static SequencedMap<String, Part> parts(LmNetwork network, LmInputs inputs, byte[] provenance) {
    SequencedMap<String, Part> parts = new LinkedHashMap<>();
    parts.put(WEIGHTS, file -> SafetensorsWriter.write(file, network.weights(), METADATA));
    parts.put(OPTIMISER, file -> SafetensorsWriter.write(file, network.optimiserState(), METADATA));
    byte[] config = HuggingFaceFiles.config(inputs.config(), inputs.special(), "float32");
    parts.put("config.json", file -> TextFiles.write(file, config));
    byte[] generation = HuggingFaceFiles.generationConfig(inputs.config(), inputs.special());
    parts.put("generation_config.json", file -> TextFiles.write(file, generation));
    for (int i = 0; i < TokenizerFiles.NAMES.size(); i++) {
      String content = inputs.tokenizerFiles().get(i);
      parts.put(TokenizerFiles.NAMES.get(i), file -> TextFiles.write(file, content));
    }
    parts.put(PROVENANCE, file -> TextFiles.write(file, provenance));
    return parts;
  }

  static void restoreOptimiser(CheckpointStore.Stored stored, LmNetwork network) {
    try (Checkpoint optimiser = Checkpoint.open(stored.file(OPTIMISER))) {
      network.restoreOptimiser(optimiser);
    }
  }
}
