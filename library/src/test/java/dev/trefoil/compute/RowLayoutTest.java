package dev.trefoil.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowLayoutTest {
  private final RowLayout layout = new RowLayout();

  @Test
  void thereIsRoomForAnyNumberOfSequences() {
    for (int segment = 0; segment < 100; segment++) {
      layout.beginSegment(null, segment);
      layout.addCausalRow(segment);
    }
    assertThat(layout.segments()).isEqualTo(100);
    for (int segment = 0; segment < 100; segment++) {
      assertThat(layout.segmentStart(segment)).isEqualTo(segment);
      assertThat(layout.segmentPrefix(segment)).isEqualTo(segment);
    }
    assertThat(layout.segmentStart(100)).isEqualTo(100);
  }

  @Test
  void aSeeingRowSeesThePrefixTheRowsItNamesAndItself() {
    layout.beginSegment(null, 3);
    layout.addTreeRow(3, -1);
    layout.addTreeRow(4, 0);
    layout.addSeeingRow(9, new int[] {7, 0, 7}, 1, 1);
    layout.addSeeingRow(10, new int[] {0, 2}, 0, 2);
    assertThat(layout.position(3)).isEqualTo(10);
    assertThat(layout.visiblePrefix(3)).isEqualTo(3);
    assertThat(slots(2)).containsExactly(3, 5);
    assertThat(slots(3)).containsExactly(3, 5, 6);
    assertThat(layout.visibleCount(3)).isEqualTo(6);
  }

  @Test
  void aSeeingRowNamesEarlierRowsInOrder() {
    layout.beginSegment(null, 0);
    layout.addTreeRow(0, -1);
    layout.addTreeRow(1, 0);
    assertThatThrownBy(() -> layout.addSeeingRow(2, new int[] {1, 0}, 0, 2))
        .hasMessageContaining("sees row 0 after row 1");
    assertThatThrownBy(() -> layout.addSeeingRow(2, new int[] {7}, 0, 1))
        .hasMessageContaining("sees row 7");
  }

  @Test
  void aRowOfALaterPassSeesTheSlotsItNamesAndItself() {
    layout.beginSegment(null, 9);
    layout.addRowSeeingSlots(5, 4, new int[] {1, 4, 6}, 1, 2);
    layout.addRowSeeingSlots(6, 4, new int[] {5, 9}, 0, 2);
    assertThat(layout.position(1)).isEqualTo(6);
    assertThat(layout.slot(1)).isEqualTo(10);
    assertThat(layout.visiblePrefix(1)).isEqualTo(4);
    assertThat(slots(0)).containsExactly(4, 6, 9);
    assertThat(slots(1)).containsExactly(5, 9, 10);
  }

  @Test
  void aRowOfALaterPassNamesEarlierSlotsInOrder() {
    layout.beginSegment(null, 9);
    assertThatThrownBy(() -> layout.addRowSeeingSlots(5, 4, new int[] {3}, 0, 1))
        .hasMessageContaining("sees slot 3");
    assertThatThrownBy(() -> layout.addRowSeeingSlots(5, 4, new int[] {10}, 0, 1))
        .hasMessageContaining("sees slot 10");
    assertThatThrownBy(() -> layout.addRowSeeingSlots(5, 12, new int[0], 0, 0))
        .hasMessageContaining("first 12 slots");
  }

  private int[] slots(int row) {
    return IntStream.range(0, layout.extraCount(row)).map(i -> layout.extraSlot(row, i)).toArray();
  }
}
