package dev.trefoil.text;

import dev.trefoil.text.sentencepiece.Piece;
import dev.trefoil.text.sentencepiece.PieceIndex;
import dev.trefoil.text.sentencepiece.SentencePieceModel;
import dev.trefoil.text.sentencepiece.SentencePieceSegmenter;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Encodes as the SentencePiece library does.
///
/// That library never sees a special token in a text, so [#encodeLiteral(String)] gives its ids.
/// Chat templates write special tokens out: [#encode(String, boolean)] gives their ids, and what
/// stands between two of them is encoded like a text of its own, with a space in front, as the
/// published Llama tokenizers do it.
final class SentencePieceEncoder implements TextEncoder {
  private final SentencePieceSegmenter segmenter;
  private final SurroundingTokens around;
  private final Map<String, Integer> special = new HashMap<>();
  private final PieceIndex specialIndex;

  SentencePieceEncoder(SentencePieceModel model, SurroundingTokens around) {
    this.segmenter = new SentencePieceSegmenter(model);
    this.around = around;
    for (int id = 0; id < model.pieces().size(); id++) {
      Piece piece = model.pieces().get(id);
      if (piece.kind() == Piece.Kind.CONTROL) {
        special.put(piece.text(), id);
      }
    }
    this.specialIndex = new PieceIndex(special.keySet());
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    IntStream.Builder ids = IntStream.builder();
    if (addSpecialTokens) {
      around.begin().ifPresent(ids::add);
    }
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      int length = specialIndex.longestAt(text, at);
      if (length == 0) {
        at++;
        continue;
      }
      addLiteral(text.substring(from, at), ids);
      ids.add(special.getOrDefault(text.substring(at, at + length), 0));
      at += length;
      from = at;
    }
    addLiteral(text.substring(from), ids);
    if (addSpecialTokens) {
      around.end().ifPresent(ids::add);
    }
    return ids.build().toArray();
  }

  private void addLiteral(String text, IntStream.Builder ids) {
    for (int id : segmenter.encode(text)) {
      ids.add(id);
    }
  }

  @Override
  public int[] encodeLiteral(String text) {
    return segmenter.encode(text);
  }

  @Override
  public void close() {
    // nothing native here
  }
}
