package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StaticTreePartsTest {
  private static final StaticTree SHAPE = StaticTree.parse("root:3 0:2 1:1 0.0:1 1.0:2");

  private static TokenTree bare(int room, int depth) {
    return TokenTrees.bare(7, room, depth);
  }

  @Test
  void theShapeFitsTheStep() {
    StaticTreeParts parts = new StaticTreeParts(SHAPE);
    assertThat(parts.fitting(bare(20, 5))).isSameAs(SHAPE);
    assertThat(parts.fitting(bare(20, 1)).size()).isEqualTo(4);
    assertThat(parts.fitting(bare(20, 0)).size()).isEqualTo(1);
    assertThat(parts.fitting(bare(5, 2)).size()).isEqualTo(5);
    assertThat(parts.fitting(bare(5, 2))).isSameAs(parts.fitting(bare(5, 2)));
    assertThat(SHAPE.downTo(2).maxDepth()).isEqualTo(2);
  }

  @Test
  void aRoomThatDepthCutsShortIsFilledWithShallowerNodes() {
    assertThat(new StaticTreeParts(SHAPE).fitting(bare(4, 1)).size()).isEqualTo(4);
    assertThat(SHAPE.within(4).downTo(1).size()).isEqualTo(3);
  }
}
