package dev.trefoil.bench.report;

/// Makes any string harmless inside markup, as text and as a quoted attribute.
final class Escape {
  private Escape() {}

  static void append(String text, StringBuilder out) {
    text.codePoints().forEach(point -> append(point, out));
  }

  private static void append(int point, StringBuilder out) {
    switch (point) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(allowed(point) ? point : 0xFFFD);
    }
  }

  /// What XML 1.0 allows, less the controls of C1 and those that turn the writing direction, which
  /// could make a page read otherwise than it is.
  private static boolean allowed(int point) {
    boolean control = Character.isISOControl(point) && point != '\n' && point != '\t';
    boolean direction =
        (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return !control && !direction && !surrogate && point != 0xFFFE && point != 0xFFFF;
  }
}
