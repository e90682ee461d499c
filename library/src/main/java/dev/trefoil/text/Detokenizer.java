package dev.trefoil.text;

import dev.trefoil.text.DecodingRules.Kind;
import dev.trefoil.text.DecodingRules.LeadingSpace;
import java.util.Arrays;

/// Decodes one sequence as its tokens come.
///
/// [#push(int)] hands out the text that is certain: bytes of an incomplete character are held back
/// until it is complete or cannot become so. All pushes and the [#flush()] together equal
/// [Tokenizer#decode(int[], int, int)] of the same ids. The cost per token depends on that token
/// alone. For one thread; instances share nothing that changes.
public final class Detokenizer {
  private static final byte SPACE = ' ';

  private final Vocabulary vocabulary;
  private final DecodingRules rules;
  private final boolean keepSpecialTokens;
  private final StringBuilder ready = new StringBuilder();
  private final Utf8Stream utf8;
  private boolean first = true; // no token has been decoded
  private boolean atStart = true; // leading white space may still be removed
  private int strippable; // spaces that may still be removed from the text

  Detokenizer(Vocabulary vocabulary, DecodingRules rules, boolean keepSpecialTokens) {
    this.vocabulary = vocabulary;
    this.rules = rules;
    this.keepSpecialTokens = keepSpecialTokens;
    this.utf8 = new Utf8Stream(rules.markPerByte(), ready);
    this.strippable = rules.leading() instanceof LeadingSpace.StripText(int count) ? count : 0;
  }

  /// Takes the next token.
  ///
  /// @return text that is now certain; often empty, never to be revised
  /// @throws IllegalArgumentException if the id is outside the vocabulary
  public String push(int id) {
    vocabulary.check(id);
    Kind kind = rules.kindOf(id);
    if (vocabulary.isSpecial(id) && !keepSpecialTokens) {
      if (kind == Kind.SILENT) {
        utf8.flush();
      }
      return take();
    }
    if (!first) {
      utf8.push(rules.separator());
    }
    if (kind != Kind.BYTES) {
      utf8.flush();
    }
    utf8.push(withoutLeadingSpace(rules.bytesOf(id), kind));
    first = false;
    return take();
  }

  /// Ends the text: an incomplete character becomes U+FFFD. The next push starts a new text.
  public String flush() {
    utf8.flush();
    String rest = take();
    first = true;
    atStart = true;
    strippable = rules.leading() instanceof LeadingSpace.StripText(int count) ? count : 0;
    return rest;
  }

  private byte[] withoutLeadingSpace(byte[] bytes, Kind kind) {
    return switch (rules.leading()) {
      case LeadingSpace.Keep() -> bytes;
      case LeadingSpace.StripText(int _) -> bytes;
      case LeadingSpace.StripFirstToken() -> first ? withoutSpaces(bytes) : bytes;
      case LeadingSpace.StripPiece(boolean everyToken) -> {
        if (!atStart || kind == Kind.BYTES || bytes.length == 0 || bytes[0] != SPACE) {
          atStart &= bytes.length == 0;
          yield bytes;
        }
        atStart = everyToken && bytes.length == 1;
        byte[] rest = new byte[bytes.length - 1];
        System.arraycopy(bytes, 1, rest, 0, rest.length);
        yield rest;
      }
    };
  }

  private static byte[] withoutSpaces(byte[] bytes) {
    byte[] kept = new byte[bytes.length];
    int count = 0;
    for (byte b : bytes) {
      if (b != SPACE) {
        kept[count++] = b;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private String take() {
    int from = 0;
    while (strippable > 0 && from < ready.length()) {
      if (ready.charAt(from) != ' ') {
        strippable = 0;
      } else {
        strippable--;
        from++;
      }
    }
    String text = ready.substring(from);
    ready.setLength(0);
    return text;
  }
}
