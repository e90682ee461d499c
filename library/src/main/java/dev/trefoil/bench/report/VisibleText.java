package dev.trefoil.bench.report;

/// Token text with its white space made visible. The result has no control characters, so it is
/// safe in a terminal too.
public final class VisibleText {
  private static final int LONGEST = 24;

  private VisibleText() {}

  /// A space is `␣`, a line end `↵`, a tab `⇥`; what has no picture is named by its code point; no
  /// text at all is `∅`.
  public static String of(String text) {
    if (text.isEmpty()) {
      return "∅";
    }
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(point -> append(point, out));
    return out.toString();
  }

  /// The same, cut to what fits into a picture.
  public static String brief(String text) {
    return shorten(of(text), LONGEST);
  }

  /// At most `longest` code points, the last one an ellipsis where something was cut.
  public static String shorten(String text, int longest) {
    if (text.codePointCount(0, text.length()) <= longest) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
  }

  /// Columns of a monospaced font: none for a mark on another character, two for East Asian
  /// characters and pictures.
  public static int columns(String text) {
    return text.codePoints().map(VisibleText::columns).sum();
  }

  private static int columns(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean hangul = point >= 0xAC00 && point < 0xD7A4;
    boolean kana = point >= 0x3000 && point < 0x3100;
    return Character.isIdeographic(point) || hangul || kana || point >= 0x1F000 ? 2 : 1;
  }

  private static void append(int point, StringBuilder out) {
    switch (point) {
      case ' ' -> out.append('␣');
      case '\n' -> out.append('↵');
      case '\t' -> out.append('⇥');
      default -> {
        if (visible(point)) {
          out.appendCodePoint(point);
        } else {
          out.append("⟨%04X⟩".formatted(point));
        }
      }
    }
  }

  private static boolean visible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
