package dev.trefoil.compute;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which row of a forward pass belongs to which sequence, where it stands, and what it may see.
///
/// Rows come in segments, one per sequence. The `i`-th row of a segment writes its key and value to
/// slot `prefix + i` of the segment's store. It sees the slots `[0, visiblePrefix)` and then its
/// extra slots, in that order, its own slot last. Attention adds up in this order, whatever the
/// slot numbers are: a tree node and the same token decoded plainly do the same arithmetic.
///
/// Mutable and reused from step to step; owned by one thread.
public final class RowLayout {
  private int rows;
  private int segments;
  private int extras;
  private int[] segmentStart = new int[9];
  private int[] segmentPrefix = new int[8];
  private @Nullable KvStore[] segmentStore = new KvStore[8];
  private int[] position = new int[64];
  private int[] segmentOfRow = new int[64];
  private int[] visiblePrefix = new int[64];
  private int[] extraStart = new int[65];
  private int[] extraSlot = new int[256];

  public void clear() {
    Arrays.fill(segmentStore, 0, segments, null);
    rows = 0;
    segments = 0;
    extras = 0;
  }

  /// Starts the rows of the next sequence.
  ///
  /// @param store where its keys and values live; null for self-contained rows (training)
  /// @param prefix committed slots, visible to every row of the segment
  public void beginSegment(@Nullable KvStore store, int prefix) {
    if (segments == segmentPrefix.length) {
      segmentStart = Arrays.copyOf(segmentStart, 2 * segments + 1);
      segmentPrefix = Arrays.copyOf(segmentPrefix, 2 * segmentPrefix.length);
      segmentStore = Arrays.copyOf(segmentStore, 2 * segmentStore.length);
    }
    segmentStore[segments] = store;
    segmentPrefix[segments] = prefix;
    segmentStart[segments] = rows;
    segments++;
    segmentStart[segments] = rows;
  }

  /// Adds the next token of a chain: it sees all slots up to its own.
  public void addCausalRow(int rowPosition) {
    int local = startRow(rowPosition);
    int segment = segments - 1;
    visiblePrefix[rows - 1] = segmentPrefix[segment] + local + 1;
    extraStart[rows] = extras;
  }

  /// Adds a tree node: it sees the prefix, its ancestors and itself.
  ///
  /// @param parentRow row index within the segment of its parent, or -1 for a root
  public void addTreeRow(int rowPosition, int parentRow) {
    int local = startRow(rowPosition);
    int segment = segments - 1;
    if (parentRow >= local) {
      throw new IllegalArgumentException("node " + local + " has the later parent " + parentRow);
    }
    visiblePrefix[rows - 1] = segmentPrefix[segment];
    if (parentRow >= 0) {
      int parent = segmentStart[segment] + parentRow;
      int inherited = extraStart[parent + 1] - extraStart[parent];
      reserveExtras(inherited + 1);
      System.arraycopy(extraSlot, extraStart[parent], extraSlot, extras, inherited);
      extras += inherited;
      visiblePrefix[rows - 1] = visiblePrefix[parent];
    }
    reserveExtras(1);
    extraSlot[extras++] = segmentPrefix[segment] + local;
    extraStart[rows] = extras;
  }

  /// Adds a row with its own view: it sees the prefix, the given rows of its segment, and itself.
  ///
  /// @param seen row indices within the segment, ascending, all earlier than this one; `count` of
  ///   them from `from` on
  public void addSeeingRow(int rowPosition, int[] seen, int from, int count) {
    int local = startRow(rowPosition);
    int prefix = segmentPrefix[segments - 1];
    visiblePrefix[rows - 1] = prefix;
    reserveExtras(count + 1);
    int before = -1;
    for (int i = from; i < from + count; i++) {
      if (seen[i] <= before || seen[i] >= local) {
        throw new IllegalArgumentException(
            "row %d sees row %d after row %d; ascending earlier rows are needed"
                .formatted(local, seen[i], before));
      }
      before = seen[i];
      extraSlot[extras++] = prefix + seen[i];
    }
    extraSlot[extras++] = prefix + local;
    extraStart[rows] = extras;
  }

  /// Adds a row of a tree whose earlier rows were written by earlier passes: it sees the first
  /// `visible` slots, the given slots, and itself. The segment begins at the first slot that this
  /// pass writes.
  ///
  /// @param seen slots, ascending, none below `visible` and all before the row's own; `count` of
  ///   them from `from` on
  public void addRowSeeingSlots(int rowPosition, int visible, int[] seen, int from, int count) {
    int own = startRow(rowPosition) + segmentPrefix[segments - 1];
    if (visible < 0 || visible > own) {
      throw new IllegalArgumentException(
          "the row of slot %d cannot see the first %d slots".formatted(own, visible));
    }
    visiblePrefix[rows - 1] = visible;
    reserveExtras(count + 1);
    int before = visible - 1;
    for (int i = from; i < from + count; i++) {
      if (seen[i] <= before || seen[i] >= own) {
        throw new IllegalArgumentException(
            "the row of slot %d sees slot %d after slot %d; ascending earlier slots are needed"
                .formatted(own, seen[i], before));
      }
      before = seen[i];
      extraSlot[extras++] = seen[i];
    }
    extraSlot[extras++] = own;
    extraStart[rows] = extras;
  }

  private int startRow(int rowPosition) {
    if (segments == 0) {
      throw new IllegalStateException("no segment has begun; call beginSegment first");
    }
    if (rows == position.length) {
      position = Arrays.copyOf(position, 2 * rows);
      segmentOfRow = Arrays.copyOf(segmentOfRow, 2 * rows);
      visiblePrefix = Arrays.copyOf(visiblePrefix, 2 * rows);
      extraStart = Arrays.copyOf(extraStart, 2 * rows + 1);
    }
    position[rows] = rowPosition;
    segmentOfRow[rows] = segments - 1;
    extraStart[rows] = extras;
    rows++;
    segmentStart[segments] = rows;
    return rows - 1 - segmentStart[segments - 1];
  }

  private void reserveExtras(int more) {
    if (extras + more > extraSlot.length) {
      extraSlot = Arrays.copyOf(extraSlot, Math.max(2 * extraSlot.length, extras + more));
    }
  }

  public int rows() {
    return rows;
  }

  public int segments() {
    return segments;
  }

  /// First row of a segment; `segmentStart(segments())` is the number of rows.
  public int segmentStart(int segment) {
    return segmentStart[segment];
  }

  public int segmentPrefix(int segment) {
    return segmentPrefix[segment];
  }

  public @Nullable KvStore segmentStore(int segment) {
    return segmentStore[segment];
  }

  public int segmentOfRow(int row) {
    return segmentOfRow[row];
  }

  /// Rotary position of a row.
  public int position(int row) {
    return position[row];
  }

  /// Slot that a row writes.
  public int slot(int row) {
    int segment = segmentOfRow[row];
    return segmentPrefix[segment] + row - segmentStart[segment];
  }

  /// Number of leading slots that a row sees.
  public int visiblePrefix(int row) {
    return visiblePrefix[row];
  }

  /// Number of slots that a row sees beyond its visible prefix.
  public int extraCount(int row) {
    return extraStart[row + 1] - extraStart[row];
  }

  /// The `i`-th slot that a row sees beyond its visible prefix.
  public int extraSlot(int row, int i) {
    return extraSlot[extraStart[row] + i];
  }

  /// Number of slots that a row sees in all.
  public int visibleCount(int row) {
    return visiblePrefix[row] + extraCount(row);
  }
}
