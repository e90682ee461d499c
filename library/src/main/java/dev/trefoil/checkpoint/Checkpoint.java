package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The weights of a model directory, or of one weight file, mapped into memory.
///
/// Tensors are views that live until [#close]; using one later throws [IllegalStateException].
/// Reading is thread-safe. The files must not be truncated while they are open.
public final class Checkpoint implements TensorSource, AutoCloseable {
  private final Arena arena;
  private final Path path;
  private final List<Path> files;
  private final Map<String, HostTensor> tensors;
  private final Map<String, String> metadata;

  private Checkpoint(
      Arena arena,
      Path path,
      List<Path> files,
      Map<String, HostTensor> tensors,
      Map<String, String> metadata) {
    this.arena = arena;
    this.path = path;
    this.files = List.copyOf(files);
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /// Opens `model.safetensors`, its shards, `pytorch_model.bin` or its shards in a directory (the
  /// first of these that exists, else its only weight file), or one weight file.
  public static Checkpoint open(Path directoryOrFile) {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      WeightFiles weights = WeightFiles.locate(directoryOrFile);
      Map<Path, TensorFile> read = new TreeMap<>();
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (Path file : weights.files()) {
        TensorFile shard = map(file, arena);
        read.put(file, shard);
        metadata.putAll(shard.metadata());
        if (weights.shardOf().isEmpty()) {
          tensors.putAll(shard.tensors());
        }
      }
      weights.shardOf().forEach((name, file) -> tensors.put(name, inShard(read, name, file)));
      opened = true;
      return new Checkpoint(arena, directoryOrFile, weights.files(), tensors, metadata);
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  private static TensorFile map(Path file, Arena arena) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    if (name.endsWith(".safetensors")) {
      return SafetensorsFile.map(file, arena);
    }
    boolean torch = name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth");
    MemorySegment mapped = MappedFile.map(file, arena);
    return torch || TorchArchive.isZip(mapped)
        ? TorchArchive.read(file, mapped, arena)
        : SafetensorsFile.read(file, mapped);
  }

  private static HostTensor inShard(Map<Path, TensorFile> read, String name, Path file) {
    TensorFile shard = read.get(file);
    HostTensor tensor = shard == null ? null : shard.find(name);
    if (tensor == null) {
      throw new CheckpointException(
          "%s: tensor %s is missing, although the index says that this shard has it; download the shard again"
              .formatted(file, Printable.quoted(name)));
    }
    return tensor;
  }

  @Override
  public @Nullable HostTensor find(String name) {
    return tensors.get(name);
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  /// All tensors by name, in the order of the files.
  public Map<String, HostTensor> tensors() {
    return tensors;
  }

  /// Free text pairs of the files; empty for PyTorch archives.
  public Map<String, String> metadata() {
    return metadata;
  }

  /// The weight files, in order.
  public List<Path> files() {
    return files;
  }

  /// What was opened.
  public Path path() {
    return path;
  }

  /// The directory that was opened, or that of the file that was.
  public Path directory() {
    Path parent = path.toAbsolutePath().getParent();
    return Files.isDirectory(path) || parent == null ? path : parent;
  }

  /// Elements of all tensors together.
  public long parameters() {
    return tensors.values().stream().mapToLong(HostTensor::elements).sum();
  }

  /// The first NaN or infinity of the float tensors, if there is one; reads every weight once.
  public Optional<NonFinite> firstNonFinite() {
    return NonFinite.first(tensors);
  }

  /// Throws [CheckpointException] when a weight is a NaN or an infinity.
  public void requireFinite() {
    firstNonFinite()
        .ifPresent(
            found -> {
              throw new CheckpointException(description() + ": " + found.describe());
            });
  }

  @Override
  public String description() {
    return path.toString();
  }

  /// Unmaps the files; all tensors become unusable.
  @Override
  public void close() {
    arena.close();
  }
}
