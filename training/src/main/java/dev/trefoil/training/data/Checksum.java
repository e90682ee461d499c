package dev.trefoil.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// Checksums of files: CRC-32C against damage, SHA-256 to name content.
public final class Checksum {
  private static final int BUFFER = 1 << 16;

  private Checksum() {}

  /// CRC-32C of a file as eight hexadecimal digits.
  public static String crc32c(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return "%08x".formatted(crc.getValue());
  }

  /// SHA-256 of a file, hexadecimal.
  public static String sha256(Path file) throws IOException {
    return dev.trefoil.checkpoint.Checksum.sha256(file);
  }

  /// SHA-256 of several strings, hexadecimal; the borders between them count.
  public static String sha256(String... parts) {
    MessageDigest digest = newSha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
