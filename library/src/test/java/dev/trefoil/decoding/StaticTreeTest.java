package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticTreeTest {
  @Test
  void nodesAreInLevelOrderWithParentAndRank() {
    StaticTree tree = StaticTree.parse("0:1 root:3 2:2 0.0:1");
    assertThat(tree.size()).isEqualTo(8);
    assertThat(column(tree, tree::parent)).containsExactly(-1, 0, 0, 0, 1, 3, 3, 4);
    assertThat(column(tree, tree::rank)).containsExactly(-1, 0, 1, 2, 0, 0, 1, 0);
    assertThat(column(tree, tree::depth)).containsExactly(0, 1, 1, 1, 2, 2, 2, 3);
    assertThat(tree.maxDepth()).isEqualTo(3);
    assertThat(tree.maxChildren()).isEqualTo(3);
    assertThat(tree.leaves()).isEqualTo(4);
  }

  @Test
  void anEmptyNotationIsTheBareRoot() {
    StaticTree tree = StaticTree.parse(" ");
    assertThat(tree.size()).isEqualTo(1);
    assertThat(tree.maxDepth()).isZero();
    assertThat(tree.maxChildren()).isZero();
  }

  @Test
  void aTreeWithinFewerNodesKeepsTheLikeliestRanks() {
    StaticTree tree = StaticTree.parse("root:4 0:2 1:1 0.0:1");
    StaticTree part = tree.within(5);
    // sums of rank + 1: 1 2 3 4 for the children of the root, 2 3 below 0, 3 below 1, 3 below 0.0
    assertThat(column(part, part::parent)).containsExactly(-1, 0, 0, 0, 1);
    assertThat(column(part, part::rank)).containsExactly(-1, 0, 1, 2, 0);
    assertThat(tree.within(9)).isSameAs(tree);
    assertThat(tree.within(1).size()).isEqualTo(1);
    assertThatThrownBy(() -> tree.within(0)).hasMessageContaining("0 nodes");
  }

  @Test
  void everyPartOfAPublishedTreeIsATreeWithRanksFromZero() {
    StaticTree whole = StaticTrees.RECYCLING_2_2_2;
    for (int nodes = 1; nodes <= whole.size(); nodes++) {
      StaticTree part = whole.within(nodes);
      assertThat(part.size()).isEqualTo(nodes);
      for (int node = 1; node < nodes; node++) {
        assertThat(part.parent(node)).isBetween(0, node - 1);
        assertThat(part.depth(node)).isGreaterThanOrEqualTo(part.depth(node - 1));
        boolean firstChild = part.parent(node) != part.parent(node - 1);
        assertThat(part.rank(node)).isEqualTo(firstChild ? 0 : part.rank(node - 1) + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "root:x", "root:", ":3", "0..1:2", "root:2 a:1", "root:-1"})
  void malformedEntriesAreNamed(String notation) {
    assertThatThrownBy(() -> StaticTree.parse(notation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no entry of a static tree")
        .hasMessageContaining("root:2 0:1");
  }

  @Test
  void unknownAndRepeatedPathsAreNamed() {
    assertThatThrownBy(() -> StaticTree.parse("root:2 2:1")).hasMessageContaining("'2'");
    assertThatThrownBy(() -> StaticTree.parse("root:2 0:1 0:2")).hasMessageContaining("twice");
  }

  private interface Column {
    int of(int node);
  }

  private static int[] column(StaticTree tree, Column column) {
    int[] values = new int[tree.size()];
    for (int node = 0; node < values.length; node++) {
      values[node] = column.of(node);
    }
    return values;
  }
}
