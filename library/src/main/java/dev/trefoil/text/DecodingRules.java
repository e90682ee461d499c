package dev.trefoil.text;

/// How tokens become text: what every token contributes and what happens at the seams. Immutable;
/// it takes the arrays over.
final class DecodingRules {
  private final byte[][] bytes; // [vocabulary][bytes of the token]
  private final Kind[] kinds; // [vocabulary]
  private final LeadingSpace leading;
  private final boolean markPerByte;
  private final byte[] separator;

  /// @param bytes what each id contributes: UTF-8 or a part of it, by id
  /// @param kinds how each id joins its neighbours
  /// @param leading what happens to white space at the start of the text
  /// @param markPerByte one U+FFFD per broken byte instead of one per broken part
  /// @param separator text between two tokens; empty for all modern tokenizers
  DecodingRules(
      byte[][] bytes, Kind[] kinds, LeadingSpace leading, boolean markPerByte, byte[] separator) {
    this.bytes = bytes;
    this.kinds = kinds;
    this.leading = leading;
    this.markPerByte = markPerByte;
    this.separator = separator;
  }

  /// To be read only.
  byte[] bytesOf(int id) {
    return bytes[id];
  }

  Kind kindOf(int id) {
    return kinds[id];
  }

  LeadingSpace leading() {
    return leading;
  }

  boolean markPerByte() {
    return markPerByte;
  }

  byte[] separator() {
    return separator;
  }

  /// How a token joins its neighbours.
  enum Kind {
    /// Bytes that may be a part of a character: they join the bytes before and after.
    BYTES,
    /// Whole characters: a part of a character before it stays broken.
    TEXT,
    /// Nothing to see, but a part of a character before it stays broken.
    SILENT
  }

  /// What happens to white space that only marks the start of a word, at the start of the text.
  sealed interface LeadingSpace {
    /// All white space stays.
    record Keep() implements LeadingSpace {}

    /// Up to `count` spaces are removed from the start of the text.
    record StripText(int count) implements LeadingSpace {}

    /// All spaces of the first token are removed (the `Metaspace` decoder).
    record StripFirstToken() implements LeadingSpace {}

    /// SentencePiece: one space is removed from the first token that is not silent, or, with
    /// `everyToken`, from each token until there is text.
    record StripPiece(boolean everyToken) implements LeadingSpace {}
  }
}
