package dev.trefoil.training.run;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.training.data.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The checkpoints of one run: directories `step-0000000123`, each there whole or not at all.
///
/// A checkpoint is written under another name, forced to the disk and renamed. The newest are kept,
/// and the one with the lowest validation loss, which the file `best` names. Owned by the training
/// thread.
public final class CheckpointStore {
  /// The file of a checkpoint that says what the others are.
  public static final String STATE_FILE = "state.json";

  private static final Pattern NAME = Pattern.compile("step-\\d{10}");
  private static final String BEST = "best";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final int keep;

  /// @param keep newest checkpoints that stay on the disk
  @SuppressWarnings("MissingSummary") // the parameter says all
  public CheckpointStore(Path directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /// A checkpoint on disk whose files have been checked.
  public record Stored(Path directory, TrainState state) {
    public Path file(String name) {
      return directory.resolve(name);
    }
  }

  /// Writes one file of a checkpoint.
  @FunctionalInterface
  public interface Part {
    void write(Path file) throws IOException;
  }

  /// Writes a checkpoint and drops the oldest.
  ///
  /// @param parts file name to writer
  /// @throws TrainingException when the disk is full or not writable; earlier checkpoints are whole
  public Path save(TrainState state, SequencedMap<String, Part> parts) {
    Path target = directory.resolve(name(state.step()));
    Path temporary = directory.resolve(name(state.step()) + ".tmp");
    try {
      Files.createDirectories(directory);
      Directories.deleteTree(temporary);
      Files.createDirectory(temporary);
      writeAll(temporary, state, parts);
      replace(temporary, target);
      Directories.sync(directory);
      if (state.bestStep() == state.step()) {
        TextFiles.write(directory.resolve(BEST), name(state.step()));
      }
      prune();
      return target;
    } catch (IOException | CheckpointException e) {
      discard(temporary);
      throw new TrainingException(
          "cannot write checkpoint %s: %s; %s".formatted(target, reason(e), remedy()), e);
    }
  }

  private static void writeAll(Path temporary, TrainState state, SequencedMap<String, Part> parts)
      throws IOException {
    List<CheckpointManifest.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      Path file = temporary.resolve(part.getKey());
      part.getValue().write(file);
      Directories.sync(file);
      entries.add(
          new CheckpointManifest.Entry(part.getKey(), Files.size(file), Checksum.crc32c(file)));
    }
    CheckpointManifest manifest =
        new CheckpointManifest(CheckpointManifest.VERSION, state, entries);
    TextFiles.write(temporary.resolve(CheckpointManifest.FILE), MAPPER.writeValueAsBytes(manifest));
    Directories.sync(temporary);
  }

  private static void replace(Path temporary, Path target) throws IOException {
    Directories.deleteTree(target);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private String remedy() {
    String rest = "free space or make it writable";
    try {
      List<Path> all = all();
      return all.isEmpty()
          ? rest + " and start again"
          : rest + " and continue from " + all.getFirst().getFileName() + " with --resume";
    } catch (IOException e) {
      return rest;
    }
  }

  private static void discard(Path temporary) {
    try {
      Directories.deleteTree(temporary);
    } catch (IOException e) {
      // The next save clears it; the cause of this failure is about to be told.
      System.getLogger(CheckpointStore.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "left behind: " + temporary, e);
    }
  }

  private void prune() throws IOException {
    List<Path> all = all();
    Optional<String> best = bestName();
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      if (best.isEmpty() || !old.getFileName().toString().equals(best.get())) {
        Directories.deleteTree(old);
      }
    }
  }

  /// The newest checkpoint that is whole. Each damaged one on the way is told to `notices`.
  ///
  /// @throws TrainingException when there are checkpoints but none is whole
  public Optional<Stored> newest(Consumer<String> notices) {
    List<Path> all;
    try {
      all = all();
    } catch (IOException e) {
      throw new TrainingException(directory + ": cannot be read: " + reason(e), e);
    }
    for (Path candidate : all) {
      try {
        return Optional.of(open(candidate));
      } catch (TrainingException e) {
        notices.accept(e.getMessage() + "; falling back to the checkpoint before it");
      }
    }
    if (!all.isEmpty()) {
      throw new TrainingException(
          directory + ": none of its checkpoints is whole; start again without --resume");
    }
    return Optional.empty();
  }

  /// The checkpoint with the lowest validation loss, or the newest when none was marked.
  public Optional<Stored> best(Consumer<String> notices) {
    Optional<String> name = bestName();
    if (name.isPresent() && Files.isDirectory(directory.resolve(name.get()))) {
      return Optional.of(open(directory.resolve(name.get())));
    }
    return newest(notices);
  }

  /// Opens one checkpoint directory and checks its files.
  ///
  /// @throws TrainingException that names the damaged file
  public static Stored open(Path checkpoint) {
    Path manifestFile = checkpoint.resolve(CheckpointManifest.FILE);
    try {
      CheckpointManifest manifest =
          MAPPER.readValue(Files.readAllBytes(manifestFile), CheckpointManifest.class);
      if (manifest.version() != CheckpointManifest.VERSION) {
        throw new TrainingException(
            "%s: version %d, but this program reads version %d"
                .formatted(manifestFile, manifest.version(), CheckpointManifest.VERSION));
      }
      for (CheckpointManifest.Entry entry : manifest.files()) {
        check(checkpoint.resolve(entry.name()), entry);
      }
      return new Stored(checkpoint, manifest.state());
    } catch (IOException e) {
      throw new TrainingException(checkpoint + ": incomplete checkpoint: " + reason(e), e);
    } catch (JacksonException e) {
      throw new TrainingException(
          manifestFile + ": damaged: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static void check(Path file, CheckpointManifest.Entry entry) throws IOException {
    long bytes = Files.size(file);
    if (bytes != entry.bytes()) {
      throw new TrainingException(
          "%s: has %d bytes but was written with %d; the file is cut off"
              .formatted(file, bytes, entry.bytes()));
    }
    if (!Checksum.crc32c(file).equals(entry.crc32c())) {
      throw new TrainingException(file + ": checksum differs from the written one; file damaged");
    }
  }

  private Optional<String> bestName() {
    try {
      return Optional.of(Files.readString(directory.resolve(BEST)).strip());
    } catch (IOException e) {
      return Optional.empty(); // no validation yet
    }
  }

  /// Checkpoint directories, newest first.
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.<Path>naturalOrder().reversed())
          .toList();
    }
  }

  private static String name(long step) {
    return "step-%010d".formatted(step);
  }
}
