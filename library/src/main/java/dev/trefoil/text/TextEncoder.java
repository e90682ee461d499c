package dev.trefoil.text;

/// One way to turn text into ids: the native code behind `tokenizer.json`, or SentencePiece.
///
/// Safe for several threads at once until it is closed.
interface TextEncoder extends AutoCloseable {
  /// Ids of a text in which special tokens are recognised.
  ///
  /// @param addSpecialTokens add what the tokenizer puts around a sequence (begin, end)
  int[] encode(String text, boolean addSpecialTokens);

  /// Text as data: nothing in it is taken for a special token.
  int[] encodeLiteral(String text);

  @Override
  void close();
}
