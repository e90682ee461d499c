package dev.trefoil.decoding;

import dev.trefoil.compute.RowLayout;

/// Rows that ride along in a sequence's verification pass without being proposed: the window of
/// lookahead decoding. They never decide; the drafter reads what the target says after them in
/// [Drafter#observe], from row [StepOutput#firstExtraRow] on.
///
/// A row sees the committed tokens, the tree's root, the listed earlier extra rows and itself, and
/// nothing of the tree below the root. Its keys and values are dropped with the step.
///
/// Mutable, owned by its sequence, emptied before every [Drafter#propose].
public final class ExtraRows {
  private final int capacity;
  private final int[] token;
  private final int[] offset;
  private final int[] seenStart;
  private int[] seen;
  private final int[] scratch;
  private int size;
  private int room;

  ExtraRows(int capacity) {
    this.capacity = capacity;
    token = new int[capacity];
    offset = new int[capacity];
    seenStart = new int[capacity + 1];
    seen = new int[8 * capacity];
    scratch = new int[capacity + 1];
  }

  void clear() {
    size = 0;
    room = capacity;
  }

  /// Lowers the number of rows of this step.
  public void limit(int rows) {
    room = Math.clamp(rows, 0, room);
  }

  /// Rows that this step may have.
  public int room() {
    return room;
  }

  /// Whether another row fits the room of this step.
  public boolean fits() {
    return size < room;
  }

  /// Adds a row and returns its index.
  ///
  /// @param positionOffset position relative to the root's, at least 0; one that runs past the
  ///   context is moved back to its end
  /// @param seenRows indices of earlier extra rows, ascending; the first `count` entries count
  /// @throws IllegalStateException when the budget is used up; ask [#fits] first
  public int add(int rowToken, int positionOffset, int[] seenRows, int count) {
    if (!fits()) {
      throw new IllegalStateException(
          "no room for another extra row: all %d are used".formatted(room));
    }
    if (positionOffset < 0) {
      throw new IllegalArgumentException(
          "position offset %d of an extra row; at least 0 is needed".formatted(positionOffset));
    }
    if (count < 0 || count > size) {
      throw new IllegalArgumentException(
          "extra row %d sees %d others; 0 to %d are allowed".formatted(size, count, size));
    }
    int start = seenStart[size];
    if (start + count > seen.length) {
      seen = java.util.Arrays.copyOf(seen, Math.max(2 * seen.length, start + count));
    }
    for (int i = 0; i < count; i++) {
      if (seenRows[i] >= size || seenRows[i] < 0 || (i > 0 && seenRows[i] <= seenRows[i - 1])) {
        throw new IllegalArgumentException(
            "extra row %d sees row %d; ascending earlier rows are needed"
                .formatted(size, seenRows[i]));
      }
      seen[start + i] = seenRows[i];
    }
    token[size] = rowToken;
    offset[size] = positionOffset;
    seenStart[++size] = start + count;
    return size - 1;
  }

  public int size() {
    return size;
  }

  /// Whether a row sees another one of these rows.
  public boolean sees(int row, int other) {
    boolean sees = row == other;
    for (int i = seenStart[row]; i < seenStart[row + 1]; i++) {
      sees |= seen[i] == other;
    }
    return sees;
  }

  public int token(int row) {
    return token[row];
  }

  public int positionOffset(int row) {
    return offset[row];
  }

  /// Appends the rows to the present segment, behind a tree of `treeSize` nodes.
  void layOut(RowLayout layout, int prefix, int treeSize, int lastPosition) {
    for (int row = 0; row < size; row++) {
      scratch[0] = 0; // the root
      int count = 1;
      for (int i = seenStart[row]; i < seenStart[row + 1]; i++) {
        scratch[count++] = treeSize + seen[i];
      }
      int position = (int) Math.min((long) prefix + offset[row], lastPosition);
      layout.addSeeingRow(position, scratch, 0, count);
    }
  }
}
