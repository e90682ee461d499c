package dev.trefoil.training.shards;

import dev.trefoil.checkpoint.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A directory in which shards are being made, one after the other or in any order.
///
/// Every shard is a file written as a whole, then named by the manifest, which is replaced as a
/// whole. Whoever opens the directory again with the same settings finds the shards that are there
/// and makes the others. Used by one thread; the caller keeps other processes away.
public final class ShardDirectory {
  private static final String SHARD_NAME = "shard-\\d+\\.[a-z]+";

  private final Path directory;
  private final String extension;
  private final NavigableMap<Integer, ShardEntry> entries = new TreeMap<>();
  private ShardManifest manifest;

  private ShardDirectory(Path directory, String extension, ShardManifest manifest) {
    this.directory = directory;
    this.extension = extension;
    this.manifest = manifest;
  }

  /// Writes one shard, whole or not at all.
  @FunctionalInterface
  public interface ShardWriter {
    void write(Path file);
  }

  /// Opens a directory, made when it is not there. Shards that the manifest names are checked;
  /// those that are damaged or gone are told as a notice and have to be made again.
  ///
  /// @param extension of the files, such as `jsonl`
  /// @param kind what they are
  /// @param format version of their layout
  /// @param settings all that decides their content
  /// @param restart forget the shards that are there
  /// @throws ShardException when the directory holds other data; the message names what differs
  public static ShardDirectory open(
      Path directory,
      String extension,
      String kind,
      int format,
      Map<String, String> settings,
      boolean restart,
      Consumer<String> notices) {
    ShardManifest wanted = new ShardManifest(kind, format, settings, false, Map.of(), List.of());
    try {
      Files.createDirectories(directory);
      if (restart) {
        removeAll(directory);
      }
      Optional<ShardManifest> found = ShardManifest.find(directory);
      found.ifPresent(there -> requireSame(directory, wanted, there));
      ShardDirectory opened = new ShardDirectory(directory, extension, found.orElse(wanted));
      opened.check(notices);
      if (found.isEmpty()) {
        wanted.write(directory);
      }
      return opened;
    } catch (IOException e) {
      throw new ShardException(
          "%s: cannot be used: %s; choose a writable --out".formatted(directory, e), e);
    }
  }

  private static void requireSame(Path directory, ShardManifest wanted, ShardManifest found) {
    List<String> differences = wanted.differencesFrom(found);
    if (!differences.isEmpty()) {
      throw new ShardException(
          "%s: holds data of other settings (%s); give those settings to continue, choose another --out, or start anew with --restart"
              .formatted(directory, String.join("; ", differences)));
    }
  }

  /// Only what such a directory is made of: nobody's other files.
  private static void removeAll(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(ShardManifest.FILE));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches(SHARD_NAME)) {
          Files.delete(file);
        }
      }
    }
  }

  private void check(Consumer<String> notices) throws IOException {
    for (ShardEntry entry : manifest.shards()) {
      Path file = directory.resolve(entry.file());
      int index = Integer.parseInt(entry.file().replaceAll("\\D", ""));
      if (!Files.isRegularFile(file)) {
        notices.accept(file + " is gone and is made again");
      } else if (Files.size(file) != entry.bytes()
          || !Checksum.sha256(file).equals(entry.sha256())) {
        notices.accept(file + " is damaged and is made again");
      } else {
        entries.put(index, entry);
      }
    }
    if (entries.size() < manifest.shards().size()) {
      save(false, Map.of());
    }
  }

  /// A shard that is there, whole.
  public Optional<ShardEntry> find(int index) {
    return Optional.ofNullable(entries.get(index));
  }

  /// Whether all shards are there.
  public boolean isComplete() {
    return manifest.complete();
  }

  /// What is there.
  public ShardManifest manifest() {
    return manifest;
  }

  /// Writes a shard, or replaces it, then names it in the manifest.
  ///
  /// @param counts what is in it
  /// @throws RuntimeException when it cannot be written; the shards before it stay
  public void add(int index, Map<String, Long> counts, ShardWriter writer) {
    String name = String.format(Locale.ROOT, "shard-%05d.%s", index, extension);
    Path file = directory.resolve(name);
    if (entries.remove(index) != null || manifest.complete()) {
      save(false, Map.of()); // the old file is about to change
    }
    writer.write(file);
    try {
      entries.put(index, new ShardEntry(name, Files.size(file), Checksum.sha256(file), counts));
    } catch (IOException e) {
      throw new ShardException(file + ": cannot be read back: " + e.getMessage(), e);
    }
    save(false, Map.of());
  }

  /// Says that all shards are there.
  ///
  /// @param others counts of the whole that are no sums over shards; the sums are added
  public void complete(Map<String, Long> others) {
    Map<String, Long> totals = new LinkedHashMap<>();
    for (ShardEntry entry : entries.values()) {
      entry.counts().forEach((name, count) -> totals.merge(name, count, Long::sum));
    }
    others.forEach((name, count) -> totals.merge(name, count, Long::sum));
    save(true, totals);
  }

  private void save(boolean complete, Map<String, Long> totals) {
    manifest =
        new ShardManifest(
            manifest.kind(),
            manifest.format(),
            manifest.settings(),
            complete,
            totals,
            new ArrayList<>(entries.values()));
    manifest.write(directory);
  }
}
