package dev.trefoil.text.sentencepiece;

import dev.trefoil.text.sentencepiece.CharsMap.Replacement;

/// SentencePiece's text normalisation, including its corners: spaces that a replacement brings in
/// collapse too, and a U+2581 at the end of the text is dropped like a space. Immutable.
final class Normalizer {
  static final String SPACE_MARK = "▁";

  private final NormalizerRules rules;
  private final PieceIndex userDefined;
  private final String space;

  /// @param userDefined pieces that are passed on as they are written
  Normalizer(NormalizerRules rules, PieceIndex userDefined) {
    this.rules = rules;
    this.userDefined = userDefined;
    this.space = rules.escapeWhitespaces() ? SPACE_MARK : " ";
  }

  String normalize(String text) {
    boolean collapse = rules.removeExtraWhitespaces();
    int at = collapse ? afterLeadingSpaces(text) : 0;
    if (at == text.length()) {
      return "";
    }
    StringBuilder out = new StringBuilder(text.length() + 8);
    if (rules.addDummyPrefix()) {
      out.append(space);
    }
    boolean afterSpace = collapse;
    while (at < text.length()) {
      Replacement part = partAt(text, at);
      int from = 0;
      while (afterSpace && from < part.text().length() && part.text().charAt(from) == ' ') {
        from++;
      }
      if (from < part.text().length()) {
        append(part.text(), from, out);
        afterSpace = collapse && part.text().endsWith(" ");
      }
      at += part.length();
    }
    if (collapse) {
      dropTrailingSpaces(out);
    }
    return out.toString();
  }

  private int afterLeadingSpaces(String text) {
    int at = 0;
    while (at < text.length()) {
      Replacement part = partAt(text, at);
      if (!part.text().equals(" ")) {
        break;
      }
      at += part.length();
    }
    return at;
  }

  private Replacement partAt(String text, int at) {
    int symbol = userDefined.longestAt(text, at);
    if (symbol > 0) {
      return new Replacement(text.substring(at, at + symbol), symbol);
    }
    Replacement replacement = rules.charsMap().longest(text, at);
    if (replacement != null) {
      return replacement;
    }
    int length = Character.charCount(text.codePointAt(at));
    return new Replacement(text.substring(at, at + length), length);
  }

  private void append(String part, int from, StringBuilder out) {
    for (int i = from; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == ' ') {
        out.append(space);
      } else {
        out.append(c);
      }
    }
  }

  private void dropTrailingSpaces(StringBuilder out) {
    int length = out.length();
    while (length > 0 && out.charAt(length - 1) == space.charAt(0)) {
      length--;
    }
    out.setLength(length);
  }
}
