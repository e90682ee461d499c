package dev.trefoil.checkpoint;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file of a repository on a hub.
///
/// @param name relative path with `/`; checked, so it cannot leave the directory it is written to
/// @param size bytes, or -1 when the hub does not say
/// @param sha256 of the content, in hex, for big files
/// @param blobId git's SHA-1 of the content, in hex, for small files
public record HubFile(String name, long size, @Nullable String sha256, @Nullable String blobId) {
  private static final Pattern SAFE_PART = Pattern.compile("[^/\\\\:*?\"<>|\\p{Cntrl}]+");
  private static final Pattern HEX_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern HEX_160 = Pattern.compile("[0-9a-f]{40}");

  public HubFile {
    for (String part : name.split("/", -1)) {
      if (!SAFE_PART.matcher(part).matches() || part.equals(".") || part.equals("..")) {
        throw new CheckpointException(
            "the hub lists a file named %s, which could be written outside the model's directory; nothing is downloaded"
                .formatted(Printable.quoted(name)));
      }
    }
    sha256 = matching(HEX_256, sha256);
    blobId = matching(HEX_160, blobId);
  }

  /// With what an entity tag tells, if it is a checksum and none is known yet.
  HubFile withEntityTag(String tag) {
    String plain = tag.startsWith("W/") ? tag.substring(2) : tag;
    plain = plain.replace("\"", "");
    boolean known = sha256 != null || blobId != null;
    return known ? this : new HubFile(name, size, plain, plain);
  }

  HubFile withSize(long bytes) {
    return new HubFile(name, bytes, sha256, blobId);
  }

  private static @Nullable String matching(Pattern pattern, @Nullable String text) {
    if (text == null) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return pattern.matcher(lower).matches() ? lower : null;
  }
}
