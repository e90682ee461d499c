package dev.trefoil.text.sentencepiece;

import dev.trefoil.text.sentencepiece.Piece.Kind;

/// Text to ids, as the SentencePiece library does it. Immutable, safe for several threads.
public final class SentencePieceSegmenter {
  private final SentencePieceModel model;
  private final Normalizer normalizer;
  private final Segmentation segmentation;

  public SentencePieceSegmenter(SentencePieceModel model) {
    this.model = model;
    PieceIndex userDefined =
        new PieceIndex(
            model.pieces().stream()
                .filter(piece -> piece.kind() == Kind.USER_DEFINED)
                .map(Piece::text)
                .toList());
    this.normalizer = new Normalizer(model.settings().normalizer(), userDefined);
    this.segmentation =
        switch (model.settings().algorithm()) {
          case BPE -> new BytePairSegmentation(model, userDefined);
          case UNIGRAM -> new UnigramSegmentation(model);
        };
  }

  /// Ids of a text, without begin and end. Control tokens written in it are ordinary text.
  ///
  /// @param text without unpaired surrogates
  public int[] encode(String text) {
    IdCollector ids = new IdCollector(model);
    segmentation.segment(normalizer.normalize(text), ids);
    return ids.toArray();
  }
}
