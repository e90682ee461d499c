package dev.trefoil.training.shards;

import dev.trefoil.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a directory of shards holds: the content of its `manifest.json`.
///
/// @param kind what the shards are: `prepared`, `regenerated` or `features`
/// @param format version of their layout
/// @param settings all that decides their content, by name
/// @param complete whether all shards are there
/// @param totals counts of the whole; empty until it is complete
/// @param shards in their order
public record ShardManifest(
    String kind,
    int format,
    Map<String, String> settings,
    boolean complete,
    Map<String, Long> totals,
    List<ShardEntry> shards) {
  /// Name of the file.
  public static final String FILE = "manifest.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  public ShardManifest {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    totals = Collections.unmodifiableMap(new LinkedHashMap<>(totals));
    shards = List.copyOf(shards);
  }

  /// The manifest of a directory; empty when it has none.
  ///
  /// @throws ShardException when the file is damaged
  public static Optional<ShardManifest> find(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(Files.readAllBytes(file), ShardManifest.class));
    } catch (IOException | JacksonException e) {
      throw new ShardException(
          "%s: is no manifest of shards: %s; make the directory anew (--restart) or choose another"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /// Writes or replaces the manifest of a directory, whole or not at all.
  void write(Path directory) {
    ByteBuffer json = ByteBuffer.wrap(MAPPER.writeValueAsBytes(this));
    AtomicFile.write(
        directory.resolve(FILE),
        channel -> {
          while (json.hasRemaining()) {
            channel.write(json);
          }
        });
  }

  /// A setting.
  ///
  /// @throws ShardException when there is none of that name
  public String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new ShardException(
          "a manifest of %s data without the setting '%s'; make the data anew"
              .formatted(kind, name));
    }
    return value;
  }

  /// Kind and settings that differ, in words; empty when both say the same.
  List<String> differencesFrom(ShardManifest other) {
    List<String> differences = new ArrayList<>();
    differ(differences, "kind", kind, other.kind);
    differ(differences, "format", format, other.format);
    Map<String, String> names = new LinkedHashMap<>(other.settings);
    names.putAll(settings);
    for (String name : names.keySet()) {
      differ(
          differences,
          name,
          settings.getOrDefault(name, "none"),
          other.settings.getOrDefault(name, "none"));
    }
    return differences;
  }

  private static void differ(List<String> differences, String name, Object now, Object then) {
    if (!now.equals(then)) {
      differences.add("%s was %s, is %s".formatted(name, then, now));
    }
  }
}
