package dev.trefoil.text.sentencepiece;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Byte-pair encoding by scores (Sennrich et al. 2016, section 3.2, as SentencePiece applies it).
///
/// Starts with single characters (and whole user-defined symbols). Of all neighbours that together
/// are a piece, the pair whose piece has the highest score is joined, the leftmost of several;
/// until none is left. Scores, not a list of merges, decide: pieces of equal score (the runs of
/// spaces in Llama's file) are joined from left to right, which no list of merges can say.
final class BytePairSegmentation implements Segmentation {
  private final SentencePieceModel model;
  private final PieceIndex userDefined;

  BytePairSegmentation(SentencePieceModel model, PieceIndex userDefined) {
    this.model = model;
    this.userDefined = userDefined;
  }

  @Override
  public void segment(String text, IdCollector out) {
    if (!text.isEmpty()) {
      new Run(text).run(out);
    }
  }

  /// Two neighbours that may be joined, if they still are what they were.
  private record Pair(int left, int right, float score, int length) {
    static final Comparator<Pair> ORDER =
        Comparator.comparingDouble(Pair::score).reversed().thenComparingInt(Pair::left);
  }

  /// One text. Symbols are a linked list of ranges; a joined right half is left empty.
  private final class Run {
    private final String text;
    private final int[] from;
    private final int[] to;
    private final int[] previous;
    private final int[] next;
    private final boolean[] whole; // user-defined symbols are not joined any further
    private final PriorityQueue<Pair> pairs = new PriorityQueue<>(Pair.ORDER);
    private final Map<String, Integer> splits = new HashMap<>(); // unused piece -> left length
    private int count;

    Run(String text) {
      this.text = text;
      int most = text.length();
      from = new int[most];
      to = new int[most];
      previous = new int[most];
      next = new int[most];
      whole = new boolean[most];
    }

    void run(IdCollector out) {
      split();
      for (int i = 1; i < count; i++) {
        consider(i - 1, i);
      }
      for (Pair pair = pairs.poll(); pair != null; pair = pairs.poll()) {
        if (length(pair.left) > 0
            && length(pair.right) > 0
            && length(pair.left) + length(pair.right) == pair.length) {
          join(pair.left, pair.right);
        }
      }
      for (int i = 0; i >= 0; i = next[i]) {
        emit(from[i], to[i], out);
      }
    }

    private void split() {
      for (int at = 0; at < text.length(); count++) {
        int symbol = userDefined.longestAt(text, at);
        whole[count] = symbol > 0;
        from[count] = at;
        at += symbol > 0 ? symbol : Character.charCount(text.codePointAt(at));
        to[count] = at;
        previous[count] = count - 1;
        next[count] = at < text.length() ? count + 1 : -1;
      }
    }

    private int length(int symbol) {
      return to[symbol] - from[symbol];
    }

    private void consider(int left, int right) {
      if (left < 0 || right < 0 || whole[left] || whole[right]) {
        return;
      }
      String joined = text.substring(from[left], to[right]);
      int id = model.ordinaryIdOf(joined);
      if (id < 0) {
        return;
      }
      Piece piece = model.piece(id);
      pairs.add(new Pair(left, right, piece.score(), joined.length()));
      if (piece.kind() == Piece.Kind.UNUSED) {
        splits.put(joined, length(left));
      }
    }

    private void join(int left, int right) {
      to[left] = to[right];
      next[left] = next[right];
      if (next[right] >= 0) {
        previous[next[right]] = left;
      }
      from[right] = to[right];
      consider(previous[left], left);
      consider(left, next[left]);
    }

    /// An unused piece is given out as the halves it was last made of.
    private void emit(int start, int end, IdCollector out) {
      String part = text.substring(start, end);
      int id = model.idOf(part);
      Integer split = splits.get(part);
      if (split != null && model.piece(id).kind() == Piece.Kind.UNUSED) {
        emit(start, start + split, out);
        emit(start + split, end, out);
      } else {
        out.add(part, id);
      }
    }
  }
}
