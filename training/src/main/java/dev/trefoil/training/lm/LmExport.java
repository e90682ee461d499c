package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.HalfPrecision;
import dev.trefoil.training.run.TextFiles;
import dev.trefoil.training.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a model directory from a checkpoint: weights rounded to bf16, config, tokenizer, and
/// `trefoil.json` with the provenance.
public final class LmExport {
  private static final List<String> COPIED =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          LmCheckpoints.PROVENANCE);

  private LmExport() {}

  /// Writes or replaces the files of a model directory; each is whole at any moment.
  ///
  /// @param checkpoint a directory that [LmTrainer] wrote
  /// @throws TrainingException when the checkpoint is damaged or the directory not writable
  public static void write(Path checkpoint, Path directory) {
    CheckpointStore.Stored stored = CheckpointStore.open(checkpoint);
    try (Checkpoint weights = Checkpoint.open(stored.file(LmCheckpoints.WEIGHTS))) {
      Files.createDirectories(directory);
      Map<String, HostTensor> narrow = new LinkedHashMap<>();
      weights.tensors().forEach((name, tensor) -> narrow.put(name, HalfPrecision.of(tensor)));
      SafetensorsWriter.write(
          directory.resolve(LmCheckpoints.WEIGHTS), narrow, Map.of("format", "pt"));
      for (String name : COPIED) {
        TextFiles.write(directory.resolve(name), Files.readAllBytes(stored.file(name)));
      }
      JsonNode config =
          HuggingFaceFiles.MAPPER.readTree(Files.readString(stored.file("config.json")));
      ((ObjectNode) config).put("torch_dtype", "bfloat16");
      TextFiles.write(
          directory.resolve("config.json"), HuggingFaceFiles.MAPPER.writeValueAsBytes(config));
    } catch (IOException e) {
      throw new TrainingException(
          "%s: cannot be written: %s; free space or choose another directory"
              .formatted(directory, e),
          e);
    }
  }
}
