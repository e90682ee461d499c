package dev.trefoil.training.shards;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A shard as the manifest names it.
///
/// @param file name inside the directory
/// @param bytes size of the file
/// @param sha256 of the file, 64 hexadecimal digits
/// @param counts what is in it, by name, such as `conversations` and `tokens`
public record ShardEntry(String file, long bytes, String sha256, Map<String, Long> counts) {
  public ShardEntry {
    if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.startsWith(".")) {
      throw new IllegalArgumentException(
          "'" + file + "' is no name of a shard; a plain file name is needed");
    }
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }

  /// A count, 0 when the shard has none of that name.
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
