package dev.trefoil.text.sentencepiece;

/// One entry of a SentencePiece vocabulary; its id is its place in the list.
///
/// @param text what it stands for, with U+2581 for a space
/// @param score the higher, the earlier a pair is joined (BPE), or a log-probability (unigram)
/// @param kind what it may be used for
public record Piece(String text, float score, Kind kind) {
  /// Longest piece: training allows 512 characters at most.
  static final int LONGEST = 4096;

  private static final int LONGEST_QUOTED = 40;

  public Piece {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text of a piece is empty");
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the text of a piece has %d characters; at most %d are allowed"
              .formatted(text.length(), LONGEST));
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the text of a piece has a null character in it");
    }
    if (!Float.isFinite(score)) {
      throw new IllegalArgumentException(
          "piece %s has the score %s".formatted(quoted(text), score));
    }
  }

  /// A piece's text for a message: on one line, and not long.
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(LONGEST_QUOTED)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                out.append("\\u%04X".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(text.length() > LONGEST_QUOTED ? "..." : "").append("'").toString();
  }

  /// Whether text may be cut into this piece.
  boolean isOrdinary() {
    return switch (kind) {
      case NORMAL, USER_DEFINED, UNUSED -> true;
      case UNKNOWN, CONTROL, BYTE -> false;
    };
  }

  /// What a piece may be used for.
  public enum Kind {
    /// A learnt piece.
    NORMAL,
    /// Stands for everything that no piece covers.
    UNKNOWN,
    /// A mark such as begin and end; never cut from text, never seen in it.
    CONTROL,
    /// Always one piece wherever it stands in a text.
    USER_DEFINED,
    /// Never given out; a pair that makes it is taken apart again.
    UNUSED,
    /// `<0x00>` to `<0xFF>`: one byte of a character that no piece covers.
    BYTE
  }
}
