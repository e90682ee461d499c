package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenTreeTest {
  private static TokenTree tree() {
    TokenTree tree = new TokenTree(6);
    tree.reset(7, 5, 2);
    return tree;
  }

  @Test
  void childrenKnowParentAndDepth() {
    TokenTree tree = tree();
    int a = tree.add(0, 10);
    int b = tree.add(0, 11);
    int c = tree.add(b, 12);
    assertThat(tree.size()).isEqualTo(4);
    assertThat(tree.parent(c)).isEqualTo(b);
    assertThat(tree.depth(c)).isEqualTo(2);
    assertThat(tree.child(0, 11)).isEqualTo(b);
    assertThat(tree.child(a, 12)).isEqualTo(-1);
    assertThat(tree.child(b, 12)).isEqualTo(c);
  }

  @Test
  void roomAndDepthOfTheStepAreKept() {
    TokenTree tree = tree();
    int node = tree.add(0, 1);
    node = tree.add(node, 2);
    assertThat(tree.fits(node)).isFalse();
    int deepest = node;
    assertThatThrownBy(() -> tree.add(deepest, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("depth 2 of 2");
    tree.clear();
    for (int i = 0; i < 4; i++) {
      tree.add(0, i);
    }
    assertThat(tree.fits(0)).isFalse();
  }

  @Test
  void levelOrderAndKnownParentsAreRequired() {
    TokenTree tree = tree();
    int a = tree.add(0, 1);
    tree.add(a, 2);
    assertThatThrownBy(() -> tree.add(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level order");
    assertThatThrownBy(() -> tree.add(9, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void resetForgetsTheLastStep() {
    TokenTree tree = tree();
    tree.add(0, 1);
    tree.reset(8, 100, 0);
    assertThat(tree.size()).isEqualTo(1);
    assertThat(tree.token(0)).isEqualTo(8);
    assertThat(tree.room()).isEqualTo(6);
    assertThat(tree.fits(0)).isFalse();
  }

  @Test
  void nodesThatStayMoveUpWithTheirPaths() {
    TokenTree tree = new TokenTree(8);
    tree.reset(7, 8, 4);
    int a = tree.add(0, 10, 0.5);
    int b = tree.add(0, 11, 0.4);
    tree.add(a, 12, 0.1);
    int d = tree.add(b, 13, 0.3);
    tree.add(d, 14, 0.2);
    tree.keep(new int[] {0, 2, 4, 5}, 4);
    assertThat(tree.size()).isEqualTo(4);
    assertThat(new int[] {tree.token(1), tree.token(2), tree.token(3)}).containsExactly(11, 13, 14);
    assertThat(new int[] {tree.parent(1), tree.parent(2), tree.parent(3)}).containsExactly(0, 1, 2);
    assertThat(new int[] {tree.depth(1), tree.depth(2), tree.depth(3)}).containsExactly(1, 2, 3);
    assertThat(new int[] {tree.origin(1), tree.origin(2), tree.origin(3)}).containsExactly(2, 4, 5);
    assertThat(tree.reach(3)).isEqualTo(0.2);
    assertThatThrownBy(() -> tree.keep(new int[] {0, 3}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 3 cannot stay");
  }

  @Test
  void levelsHaveAPriceOnlyWhereSomebodyAsks() {
    TokenTree tree = tree();
    assertThat(tree.wantsReach()).isFalse();
    assertThat(tree.isWorthALevel(0)).isTrue();
    assertThat(tree.isWorthALevel(Double.NaN)).isTrue();
    tree.askForReach(0.25);
    assertThat(tree.wantsReach()).isTrue();
    assertThat(tree.isWorthALevel(0.25)).isTrue();
    assertThat(tree.isWorthALevel(0.2)).isFalse();
    assertThat(tree.isWorthARow(0.05)).isTrue();
    assertThat(tree.isWorthARow(0.02)).isFalse();
    tree.reset(7, 5, 2);
    assertThat(tree.wantsReach()).isFalse();
  }
}
