package dev.trefoil.training.draft;

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
import java.util.stream.Stream;

/// Makes a draft directory from a checkpoint: the published layout and `trefoil.json`.
public final class DraftExport {
  private DraftExport() {}

  /// Writes or replaces the files of a draft; each is whole at any moment.
  ///
  /// @param checkpoint a directory that [DraftTrainer] wrote
  /// @param half whether floating-point weights are rounded to bf16
  /// @throws TrainingException when the checkpoint is damaged or the directory not writable
  public static void write(Path checkpoint, String weightFile, boolean half, Path directory) {
    CheckpointStore.Stored stored = CheckpointStore.open(checkpoint);
    try (Checkpoint weights = Checkpoint.open(stored.file(weightFile))) {
      Files.createDirectories(directory);
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      weights
          .tensors()
          .forEach((name, tensor) -> tensors.put(name, half ? HalfPrecision.of(tensor) : tensor));
      SafetensorsWriter.write(directory.resolve(weightFile), tensors, DraftTrainee.METADATA);
      for (Path file : others(checkpoint, weightFile)) {
        TextFiles.write(directory.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new TrainingException(
          "%s: cannot be written: %s; free space or choose another directory"
              .formatted(directory, e),
          e);
    }
  }

  private static List<Path> others(Path checkpoint, String weightFile) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      return files
          .filter(
              file ->
                  !file.endsWith(weightFile)
                      && !file.endsWith(DraftTrainee.OPTIMISER)
                      && !file.endsWith(CheckpointStore.STATE_FILE))
          .sorted()
          .toList();
    }
  }
}
