package dev.trefoil.text.sentencepiece;

/// A way to cut normalised text into pieces. Immutable.
sealed interface Segmentation permits BytePairSegmentation, UnigramSegmentation {
  /// Hands every part of the text to `out`, from left to right.
  void segment(String text, IdCollector out);
}
