package dev.trefoil.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Checksums of whole files: SHA-256, and git's SHA-1 of a blob, which hubs tell.
public final class Checksum {
  private Checksum() {}

  /// SHA-256 of a file, 64 hexadecimal digits.
  public static String sha256(Path file) throws IOException {
    return digest("SHA-256", new byte[0], file);
  }

  /// What differs, in words; empty when the file is what it should be.
  static Optional<String> mismatch(Path file, HubFile expected) throws IOException {
    long size = Files.size(file);
    if (expected.size() >= 0 && size != expected.size()) {
      return Optional.of("it has %d bytes, expected %d".formatted(size, expected.size()));
    }
    String sha256 = expected.sha256();
    if (sha256 != null) {
      return difference("SHA-256", sha256, digest("SHA-256", new byte[0], file));
    }
    String blobId = expected.blobId();
    if (blobId != null) {
      byte[] prefix = ("blob " + size + "\0").getBytes(StandardCharsets.UTF_8);
      return difference("git SHA-1", blobId, digest("SHA-1", prefix, file));
    }
    return Optional.empty();
  }

  private static Optional<String> difference(String name, String expected, String found) {
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of("its %s is %s, expected %s".formatted(name, found, expected));
  }

  private static String digest(String algorithm, byte[] prefix, Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
    digest.update(prefix);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[1 << 20];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
