package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticGrowthTest {
  private static final StaticTree SHAPE = StaticTree.parse("root:3 0:2 1:1 0.0:1 1.0:2");

  private static TokenTree tree(int nodes, int depth) {
    TokenTree tree = new TokenTree(nodes);
    tree.reset(7, nodes, depth);
    return tree;
  }

  private static List<Integer> tokens(TokenTree tree) {
    List<Integer> tokens = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      tokens.add(tree.token(node));
    }
    return tokens;
  }

  @Test
  void childrenTakeTheRanksOfTheirParentsRow() {
    TokenTree tree = tree(20, 5);
    StaticGrowth growth = new StaticGrowth(tree, SHAPE);
    growth.addLevel(new int[] {10, 11, 12}, 3);
    assertThat(growth.levelStart()).isEqualTo(1);
    assertThat(growth.levelEnd()).isEqualTo(4);
    assertThat(growth.isParent(1) && growth.isParent(2) && !growth.isParent(3)).isTrue();
    growth.row(1, 1);
    growth.row(2, 0);
    growth.addLevel(new int[] {20, 21, 30, 31}, 2);
    assertThat(tokens(tree)).containsExactly(7, 10, 11, 12, 30, 31, 20);
    growth.row(6, 1);
    growth.addLevel(new int[] {40, 41, 50, 51}, 2);
    assertThat(tokens(tree)).containsExactly(7, 10, 11, 12, 30, 31, 20, 40, 50, 51);
    assertThat(tree.parent(9)).isEqualTo(6);
  }

  @Test
  void aRowThatIsNotOfNumbersEndsTheGrowth() {
    TokenTree tree = tree(20, 5);
    StaticGrowth growth = new StaticGrowth(tree, SHAPE);
    growth.addLevel(new int[] {10, 11, 12}, 3);
    growth.row(2, 1);
    growth.addLevel(new int[] {20, 21, -1, -1}, 2);
    assertThat(growth.levelStart()).isEqualTo(growth.levelEnd());
    growth.addLevel(new int[] {40, 41, 50, 51}, 2);
    assertThat(tokens(tree)).containsExactly(7, 10, 11, 12, 20, 21);
  }

  @Test
  void theShapeFitsTheStep() {
    StaticTreeParts parts = new StaticTreeParts(SHAPE);
    assertThat(parts.fitting(tree(20, 5))).isSameAs(SHAPE);
    assertThat(parts.fitting(tree(20, 1)).size()).isEqualTo(4);
    assertThat(parts.fitting(tree(20, 0)).size()).isEqualTo(1);
    assertThat(parts.fitting(tree(5, 2)).size()).isEqualTo(5);
    assertThat(parts.fitting(tree(5, 2))).isSameAs(parts.fitting(tree(5, 2)));
    assertThat(SHAPE.downTo(2).maxDepth()).isEqualTo(2);
    assertThat(SHAPE.maxChildrenAt(0)).isEqualTo(3);
    assertThat(SHAPE.maxChildrenAt(2)).isEqualTo(2);
    assertThat(SHAPE.maxChildrenAt(3)).isZero();
  }
}
