package dev.trefoil.training.data;

import dev.trefoil.training.shards.ShardEntry;
import dev.trefoil.training.shards.ShardException;
import dev.trefoil.training.shards.ShardManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// A directory of encoded conversations, made by `trefoil data prepare`. Immutable.
public final class PreparedData {
  /// The kind in the manifest.
  public static final String KIND = "prepared";

  /// The version of [PreparedShard]'s layout.
  public static final int FORMAT = 1;

  private final Path directory;
  private final ShardManifest manifest;

  private PreparedData(Path directory, ShardManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /// Opens a directory that is complete.
  ///
  /// @throws ShardException when it is none
  public static PreparedData open(Path directory) {
    ShardManifest manifest =
        ShardManifest.find(directory)
            .orElseThrow(
                () ->
                    new ShardException(
                        directory
                            + ": is a directory without manifest.json; give a ShareGPT file, or a directory that 'trefoil data prepare' made"));
    if (!manifest.kind().equals(KIND) || manifest.format() != FORMAT) {
      throw new ShardException(
          "%s: holds %s data of format %d, expected %s data of format %d; give a directory that 'trefoil data prepare' made"
              .formatted(directory, manifest.kind(), manifest.format(), KIND, FORMAT));
    }
    if (!manifest.complete()) {
      throw new ShardException(
          directory + ": is not finished; run 'trefoil data prepare' with the same options again");
    }
    return new PreparedData(directory, manifest);
  }

  /// Refuses data that was encoded otherwise.
  ///
  /// @param wanted of [ConversationEncoder#settings()]
  /// @throws ShardException that names what differs
  public void requireEncoding(Map<String, String> wanted) {
    wanted.forEach(
        (name, value) -> {
          String found = manifest.setting(name);
          if (!found.equals(value)) {
            throw new ShardException(
                "%s: was prepared with the %s %s, but %s is asked for; prepare the data again with this model's tokenizer, template and --mask"
                    .formatted(directory, name, found, value));
          }
        });
  }

  /// Changes with the data and with all that decides how they were encoded.
  public String fingerprint() {
    return Checksum.sha256(manifest.kind(), manifest.settings().toString());
  }

  /// Settings and counts.
  public ShardManifest manifest() {
    return manifest;
  }

  /// Number of conversations.
  public long conversations() {
    return manifest.totals().getOrDefault("conversations", 0L);
  }

  /// Tokens of all conversations.
  public long tokens() {
    return manifest.totals().getOrDefault("tokens", 0L);
  }

  /// Size of all shards together.
  public long bytes() {
    return manifest.shards().stream().mapToLong(ShardEntry::bytes).sum();
  }

  /// What was wrong with the data, in a new object.
  public DefectCounts defects() {
    return DefectCounts.ofKeys(manifest.totals());
  }

  /// Hands on every conversation, in order; one shard at a time is in memory.
  ///
  /// @throws ShardException when a shard is not what was written
  public void forEach(Consumer<EncodedConversation> consumer) {
    for (ShardEntry shard : manifest.shards()) {
      Path file = directory.resolve(shard.file());
      requireWhole(file, shard);
      PreparedShard.read(file, consumer);
    }
  }

  private static void requireWhole(Path file, ShardEntry shard) {
    try {
      if (!Files.isRegularFile(file)
          || Files.size(file) != shard.bytes()
          || !Checksum.sha256(file).equals(shard.sha256())) {
        throw new ShardException(
            file + ": is gone or damaged; run 'trefoil data prepare' with the same options again");
      }
    } catch (IOException e) {
      throw new ShardException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
