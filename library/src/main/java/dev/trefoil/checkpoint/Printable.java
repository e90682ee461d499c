package dev.trefoil.checkpoint;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/// Text of others made fit for a one-line message.
final class Printable {
  private static final int LONGEST = 160;

  private Printable() {}

  /// Where and why JSON could not be parsed, without the parser's remarks on itself.
  static String reason(JacksonException cause) {
    String message = firstLine(String.valueOf(cause.getOriginalMessage()));
    int remark = message.indexOf(" (start marker at");
    String plain = remark < 0 ? message : message.substring(0, remark);
    TokenStreamLocation location = cause.getLocation();
    String where =
        location == null
            ? ""
            : " at line %d column %d".formatted(location.getLineNr(), location.getColumnNr());
    return cleaned(plain) + where;
  }

  /// In quotes, without control characters, cut to a readable length.
  static String quoted(String text) {
    return '"' + cleaned(text) + '"';
  }

  private static String cleaned(String text) {
    StringBuilder result = new StringBuilder();
    int shown = Math.min(text.length(), LONGEST);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      boolean plain = c >= 0x20 && !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
      result.append(plain ? c : '?');
    }
    if (shown < text.length()) {
      result.append("...");
    }
    return result.toString();
  }

  /// Why the operating system refused, without the path that the caller names already.
  static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        cause instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : cause.getMessage();
    return reason == null ? cause.getClass().getSimpleName() : firstLine(reason);
  }

  static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }

  /// Bytes for a person: `812 bytes`, `4.1 MB`, `2.2 GB`.
  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double value = bytes / 1000.0;
    int unit = 0;
    while (value >= 999.95 && unit < units.length - 1) {
      value /= 1000.0;
      unit++;
    }
    return String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
