package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a checkpoint is, for a person ([#render]) and as a record for JSON.
///
/// @param path what was looked at: a model directory or one tensor file
/// @param kind what its tensors say it is
/// @param files names of the weight files
/// @param bytes of all tensors
/// @param parameters elements of all tensors
/// @param parametersByType the same, apart for each encoding
/// @param model the config, or null when there is none that this version can run
/// @param tensors all of them, layers collapsed
/// @param metadata free text pairs of the files
/// @param remarks what is unusual, one line each: a config that cannot be run, shapes that
///   contradict it, weights that are not finite
public record CheckpointReport(
    String path,
    CheckpointKind kind,
    List<String> files,
    long bytes,
    long parameters,
    Map<DataType, Long> parametersByType,
    @Nullable ModelConfig model,
    ModelFiles modelFiles,
    List<TensorGroup> tensors,
    Map<String, String> metadata,
    List<String> remarks) {
  public CheckpointReport {
    files = List.copyOf(files);
    parametersByType = Collections.unmodifiableMap(new TreeMap<>(parametersByType));
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
    remarks = List.copyOf(remarks);
  }

  /// Looks at a model directory or one tensor file; a damaged one throws [CheckpointException].
  ///
  /// @param readWeights also search every weight for NaN and infinity, which reads all of them
  public static CheckpointReport inspect(Path directoryOrFile, boolean readWeights) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      List<String> remarks = new ArrayList<>();
      CheckpointKind kind = CheckpointKind.of(checkpoint, checkpoint.directory());
      boolean directory = Files.isDirectory(directoryOrFile);
      boolean whole = directory && kind.isWholeModel();
      ModelConfig config = whole ? config(directoryOrFile, remarks) : null;
      if (config != null) {
        remarks.addAll(ConfigCheck.contradictions(config, checkpoint));
      }
      if (readWeights) {
        checkpoint.firstNonFinite().ifPresent(found -> remarks.add(found.describe()));
      }
      Map<DataType, Long> byType = new TreeMap<>();
      long bytes = 0;
      for (HostTensor tensor : checkpoint.tensors().values()) {
        byType.merge(tensor.type(), tensor.elements(), Long::sum);
        bytes += tensor.data().byteSize();
      }
      return new CheckpointReport(
          directoryOrFile.toString(),
          kind,
          checkpoint.files().stream().map(file -> String.valueOf(file.getFileName())).toList(),
          bytes,
          checkpoint.parameters(),
          byType,
          config,
          directory ? ModelFiles.of(directoryOrFile) : new ModelFiles(List.of(), null),
          TensorGroup.of(checkpoint.tensors()),
          checkpoint.metadata(),
          remarks);
    }
  }

  private static @Nullable ModelConfig config(Path directory, List<String> remarks) {
    Path file = directory.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      remarks.add("no config.json: not a whole model");
      return null;
    }
    try {
      return ModelConfigReader.read(file);
    } catch (CheckpointException e) {
      remarks.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// Plain text, a few lines of facts and a table of the tensors; ends with a line break.
  public String render() {
    return CheckpointText.render(this);
  }
}
