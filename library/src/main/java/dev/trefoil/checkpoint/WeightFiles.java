package dev.trefoil.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Which files hold the weights of a model directory.
///
/// @param files in the order of their names
/// @param shardOf the file of each tensor as the index says; empty when there is no index
record WeightFiles(List<Path> files, Map<String, Path> shardOf) {
  private static final List<String> SINGLE = List.of("model.safetensors", "pytorch_model.bin");
  private static final String INDEX = ".index.json";

  /// PyTorch files that lie beside weights but hold none.
  private static final Set<String> OTHERS =
      Set.of("training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.bin", "scheduler.pt");

  WeightFiles {
    files = List.copyOf(files);
  }

  static WeightFiles locate(Path path) {
    if (!Files.exists(path)) {
      throw new CheckpointException(path + ": no such file or directory");
    }
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(INDEX)
          ? sharded(path)
          : new WeightFiles(List.of(path), Map.of());
    }
    for (String name : SINGLE) {
      Path file = path.resolve(name);
      if (Files.exists(file)) {
        return new WeightFiles(List.of(file), Map.of());
      }
      Path index = path.resolve(name + INDEX);
      if (Files.exists(index)) {
        return sharded(index);
      }
    }
    return only(path);
  }

  private static WeightFiles only(Path directory) {
    List<Path> found;
    try (Stream<Path> list = Files.list(directory)) {
      found = list.filter(WeightFiles::isWeightFile).sorted().toList();
    } catch (IOException e) {
      throw new CheckpointException(directory + ": cannot be read: " + Printable.reason(e), e);
    }
    if (found.size() == 1) {
      return new WeightFiles(found, Map.of());
    }
    if (found.isEmpty()) {
      throw new CheckpointException(
          directory
              + ": no weights here; expected model.safetensors, model.safetensors.index.json, pytorch_model.bin or pytorch_model.bin.index.json");
    }
    String names =
        found.stream()
            .limit(4)
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", "));
    throw new CheckpointException(
        "%s: %d weight files but no index (%s%s); name the one to read, or add its index.json"
            .formatted(directory, found.size(), names, found.size() > 4 ? ", ..." : ""));
  }

  private static boolean isWeightFile(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".safetensors") || name.endsWith(".bin") || name.endsWith(".pt"))
        && !name.startsWith(".")
        && !OTHERS.contains(name);
  }

  private static WeightFiles sharded(Path index) {
    JsonFile json = JsonFile.read(index);
    Map<String, Path> shardOf = new LinkedHashMap<>();
    Set<Path> shards = new LinkedHashSet<>();
    JsonFile map =
        json.nested("weight_map")
            .orElseThrow(() -> json.refused("the key \"weight_map\" is missing"));
    for (Map.Entry<String, JsonNode> entry : map.object().properties()) {
      Path shard = index.resolveSibling(plainName(map, entry.getKey()));
      shardOf.put(entry.getKey(), shard);
      shards.add(shard);
    }
    if (shardOf.isEmpty()) {
      throw json.refused("\"weight_map\" names no tensor");
    }
    List<Path> files = new ArrayList<>(shards);
    files.sort(null);
    for (Path shard : files) {
      if (!Files.exists(shard)) {
        throw new CheckpointException(
            "%s: this shard is missing (%s names %d); download it"
                .formatted(shard, index.getFileName(), files.size()));
      }
    }
    return new WeightFiles(files, shardOf);
  }

  /// A shard lies beside its index; anything else would let an index read other files.
  private static String plainName(JsonFile map, String tensor) {
    String name = map.text(tensor);
    boolean plain =
        !name.isEmpty()
            && !name.startsWith(".")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < 0x20);
    if (!plain) {
      throw map.refused(tensor, map.get(tensor), "a plain file name beside the index is expected");
    }
    return name;
  }
}
