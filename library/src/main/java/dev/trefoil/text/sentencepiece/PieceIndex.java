package dev.trefoil.text.sentencepiece;

import java.util.Collection;

/// Finds the pieces that a text begins with. Sorted pieces and binary search: the memory is that of
/// the pieces, whatever a file holds. Immutable.
public final class PieceIndex {
  private final String[] sorted;

  public PieceIndex(Collection<String> pieces) {
    this.sorted = pieces.stream().sorted().toArray(String[]::new);
  }

  /// Takes the pieces that a text begins with, shortest first.
  @FunctionalInterface
  interface Match {
    void accept(String piece);
  }

  /// Length of the longest piece that stands in `text` at `from`; 0 if none does.
  public int longestAt(String text, int from) {
    int[] longest = {0};
    forEachAt(text, from, piece -> longest[0] = piece.length());
    return longest[0];
  }

  void forEachAt(String text, int from, Match match) {
    int low = 0;
    int high = sorted.length;
    for (int depth = 0; from + depth < text.length() && low < high; depth++) {
      int wanted = text.charAt(from + depth);
      low = firstNotBelow(low, high, depth, wanted);
      high = firstNotBelow(low, high, depth, wanted + 1);
      if (low < high && sorted[low].length() == depth + 1) {
        match.accept(sorted[low]);
      }
    }
  }

  /// Pieces in the range agree up to `depth`, so they are ordered by the character there.
  private int firstNotBelow(int from, int to, int depth, int wanted) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      String piece = sorted[middle];
      int character = piece.length() > depth ? piece.charAt(depth) : -1;
      if (character < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
