package dev.trefoil.text.sentencepiece;

/// What a model file says besides its pieces.
///
/// @param algorithm how text is cut
/// @param byteFallback characters that no piece covers become byte pieces
/// @param unknownSurface what the unknown id looks like in decoded text
/// @param beginPiece text of the begin token
/// @param endPiece text of the end token
/// @param normalizer what is done to a text first
record ModelSettings(
    Algorithm algorithm,
    boolean byteFallback,
    String unknownSurface,
    String beginPiece,
    String endPiece,
    NormalizerRules normalizer) {

  /// How text is cut.
  enum Algorithm {
    UNIGRAM,
    BPE
  }
}
