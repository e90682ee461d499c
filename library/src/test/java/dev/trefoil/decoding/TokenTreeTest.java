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
}
