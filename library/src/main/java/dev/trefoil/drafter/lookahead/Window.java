package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.ExtraRows;
import dev.trefoil.decoding.StepOutput;

/// The two-dimensional window of one sequence: `ngram - 1` levels of guessed tokens, each level
/// what the target said after the one before it (Fu et al. 2024, section 3.2).
///
/// With t the position of the root, element r of level 0 is a guess for position t + 1 + r, element
/// r of level l >= 1 one for t + l + r. The first `ngram - 2` steps add a level each; from then on
/// each step drops the oldest level and yields one n-gram per diagonal.
final class Window {
  private final int ngram;
  private final int[] initial;
  private final int[][] level; // [ngram - 1][]
  private final int[] newest; // what the target says after the newest level
  private final int[] seen; // rows that a row sees
  private final int[] tail; // an n-gram without its first token
  private int levels = 1;
  private int positions;

  /// @param positions number of positions ahead, at least 1
  /// @param initial the first level, [#initialTokens] tokens
  Window(int ngram, int positions, int[] initial) {
    this.ngram = ngram;
    this.positions = positions;
    this.initial = initial;
    level = new int[ngram - 1][initial.length];
    newest = new int[initial.length];
    seen = new int[initial.length + ngram];
    tail = new int[ngram - 1];
    System.arraycopy(initial, 0, level[0], 0, initial.length);
  }

  /// Tokens of the first level: each step that fills the window uses one up.
  static int initialTokens(int ngram, int positions) {
    return positions + ngram - 3;
  }

  /// Rows of a step with so many levels.
  static int rows(int ngram, int levels, int positions) {
    return levels * (positions + ngram - 1 - levels) - 1;
  }

  /// Elements of a level. All get one fewer with each step that fills the window, and level 0 lacks
  /// the one whose place the root has.
  private int size(int l) {
    return positions + ngram - 1 - levels - (l == 0 ? 1 : 0);
  }

  /// Makes the window as large as fits `rows` rows, up to `most` positions: columns far ahead are
  /// dropped, new ones begin with the first guesses. Returns whether there is any row to add.
  boolean resize(int rows, int most) {
    int fitting = Math.min(most, (rows + 1) / levels - (ngram - 1 - levels));
    if (fitting < 1) {
      return false;
    }
    for (int l = 0; l < levels; l++) {
      int before = size(l);
      int after = before + fitting - positions;
      for (int r = before; r < after; r++) {
        level[l][r] = initial[r];
      }
    }
    positions = fitting;
    return rows(ngram, levels, positions) > 0;
  }

  /// Number of positions ahead at present.
  int positions() {
    return positions;
  }

  /// Adds the window's rows. One of level 0 sees those before it; one of a later level sees as many
  /// of level 0 as precede its position, and its own diagonal.
  void layOut(ExtraRows rows) {
    for (int l = 0; l < levels; l++) {
      for (int r = 0; r < size(l); r++) {
        int offset = l == 0 ? 1 + r : l + r;
        rows.add(level[l][r], offset, seen, see(l, r));
      }
    }
  }

  /// Fills [#seen] for an element; returns how many rows it sees.
  private int see(int ofLevel, int element) {
    int count = 0;
    while (count < element) {
      seen[count] = count++;
    }
    int first = size(0);
    for (int l = 1; l < ofLevel; l++) {
      seen[count++] = first + element;
      first += size(l);
    }
    return count;
  }

  /// Moves the window on by what the target said after its rows.
  ///
  /// @param root the token at whose successors the window was laid out
  /// @param firstRow row of the first window row in `output`
  /// @param pool where n-grams go
  void advance(int root, StepOutput output, int firstRow, NgramPool pool) {
    int last = levels - 1;
    int count = size(last);
    int row = firstRow + rows(ngram, levels, positions) - count;
    for (int r = 0; r < count; r++) {
      // -1 says that the logits were not numbers: any token is as good a guess
      newest[r] = Math.max(0, output.argmax(row + r));
    }
    if (levels < ngram - 1) {
      fill(count);
    } else {
      collect(root, pool);
      shift();
    }
  }

  /// The newest level is added; those before it lose their first element, which the root replaces.
  private void fill(int count) {
    for (int l = 0; l < levels; l++) {
      dropFirst(l);
    }
    int[] added = level[levels];
    System.arraycopy(newest, 0, added, 0, count);
    if (levels > 1) {
      dropFirst(levels);
    }
    levels++;
  }

  private void collect(int root, NgramPool pool) {
    for (int r = 0; r < positions; r++) {
      for (int l = 1; l < levels; l++) {
        tail[l - 1] = level[l][r];
      }
      tail[ngram - 2] = newest[r];
      pool.add(r == 0 ? root : level[0][r - 1], tail);
    }
  }

  /// The oldest level goes, the newest comes.
  private void shift() {
    int[] oldest = level[0];
    for (int l = 1; l < levels; l++) {
      level[l - 1] = level[l];
    }
    level[levels - 1] = oldest;
    System.arraycopy(newest, 0, oldest, 0, positions);
    dropFirst(0);
  }

  private void dropFirst(int l) {
    System.arraycopy(level[l], 1, level[l], 0, level[l].length - 1);
  }
}
