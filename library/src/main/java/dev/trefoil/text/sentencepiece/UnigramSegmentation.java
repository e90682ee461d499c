package dev.trefoil.text.sentencepiece;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The most probable segmentation under a unigram language model (Kudo 2018, section 3.1; Viterbi).
///
/// Sums are taken in the order and precision (single) of release 0.2.2 of the library, because they
/// decide near ties. Deviation: where user-defined symbols overlap (`aa` and `aaa` in a long run of
/// `a`) several paths have the very same sum, and the library may take another of them.
final class UnigramSegmentation implements Segmentation {
  private static final float UNKNOWN_PENALTY = 10.0f;

  private final SentencePieceModel model;
  private final PieceIndex index;
  private final float unknownScore;
  private final float largestScore;

  UnigramSegmentation(SentencePieceModel model) {
    this.model = model;
    List<Piece> pieces = model.pieces();
    this.index =
        new PieceIndex(pieces.stream().filter(Piece::isOrdinary).map(Piece::text).toList());
    float smallest = Float.MAX_VALUE;
    float largest = Float.MIN_NORMAL;
    for (Piece piece : pieces) {
      if (piece.kind() == Piece.Kind.NORMAL) {
        smallest = Math.min(smallest, piece.score());
        largest = Math.max(largest, piece.score());
      }
    }
    this.unknownScore = smallest - UNKNOWN_PENALTY;
    this.largestScore = largest;
  }

  @Override
  public void segment(String text, IdCollector out) {
    Lattice lattice = new Lattice(text);
    for (int at = 0; at < text.length(); ) {
      at += lattice.extend(at);
    }
    lattice.emit(out);
  }

  /// The best path to each position of one text.
  private final class Lattice {
    private final String text;
    private final float[] score; // [position], of the best path that ends there
    private final int[] start; // [position], of its last piece
    private final int[] id; // [position], of its last piece

    Lattice(String text) {
      this.text = text;
      score = new float[text.length() + 1];
      start = new int[text.length() + 1];
      id = new int[text.length() + 1];
      Arrays.fill(start, -1);
    }

    /// Puts all pieces that begin here behind the best path to here.
    ///
    /// @return characters to the next position
    int extend(int at) {
      int single = Character.charCount(text.codePointAt(at));
      boolean[] covered = {false};
      index.forEachAt(
          text,
          at,
          piece -> {
            int pieceId = model.ordinaryIdOf(piece);
            if (model.piece(pieceId).kind() != Piece.Kind.UNUSED) {
              offer(at, at + piece.length(), pieceId, scoreOf(model.piece(pieceId)));
              covered[0] |= piece.length() == single;
            }
          });
      if (!covered[0]) {
        offer(at, at + single, model.unknownId(), unknownScore);
      }
      return single;
    }

    private void offer(int from, int to, int pieceId, float pieceScore) {
      float sum = pieceScore + score[from];
      if (start[to] < 0 || sum > score[to]) {
        score[to] = sum;
        start[to] = from;
        id[to] = pieceId;
      }
    }

    void emit(IdCollector out) {
      int[] ends = new int[text.length()];
      int count = 0;
      for (int end = text.length(); end > 0; end = start[end]) {
        ends[count++] = end;
      }
      while (--count >= 0) {
        int end = ends[count];
        out.add(text.substring(start[end], end), id[end]);
      }
    }
  }

  /// User-defined symbols are worth more than any other way through their bytes.
  private float scoreOf(Piece piece) {
    if (piece.kind() != Piece.Kind.USER_DEFINED) {
      return piece.score();
    }
    int bytes = piece.text().getBytes(StandardCharsets.UTF_8).length;
    return (float) (bytes * largestScore - 0.1);
  }
}
