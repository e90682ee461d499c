package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TokenTrees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuessBranchesTest {
  private static final int ROOT = 9;

  private final NgramPool pool = new NgramPool(3, 4);
  private final GuessBranches branches = new GuessBranches(4);

  @BeforeEach
  void fillPool() {
    pool.add(ROOT, new int[] {1, 2, 3}); // the oldest
    pool.add(ROOT, new int[] {4, 5, 6});
    pool.add(ROOT, new int[] {1, 2, 7});
    pool.add(8, new int[] {1, 1, 1}); // of another first token
  }

  private TokenTree grown(int room, int maxDepth, int guessTokens) {
    TokenTree tree = TokenTrees.bare(ROOT, room, maxDepth);
    branches.grow(tree, pool, guessTokens);
    return tree;
  }

  @Test
  void equalBeginningsAreOnePath() {
    TokenTree tree = grown(20, 5, 3);
    assertThat(tree.size()).isEqualTo(1 + 7);
    int shared = tree.child(tree.child(0, 1), 2);
    assertThat(tree.child(shared, 3)).isPositive();
    assertThat(tree.child(shared, 7)).isPositive();
    assertThat(tree.child(tree.child(tree.child(0, 4), 5), 6)).isPositive();
  }

  @Test
  void theNewestGuessesComeFirstAndTheLastIsCutShort() {
    TokenTree tree = grown(5, 5, 3);
    assertThat(tree.child(tree.child(tree.child(0, 1), 2), 7)).isPositive();
    int second = tree.child(0, 4);
    assertThat(second).isPositive();
    assertThat(tree.child(second, 5)).isEqualTo(-1);
    assertThat(tree.size()).isEqualTo(5);
  }

  @Test
  void aSharedBeginningTakesNoRoom() {
    // three nodes for each of the two newest guesses, one more for the end of the oldest
    assertThat(grown(8, 5, 3).size()).isEqualTo(8);
    TokenTree without = grown(7, 5, 3);
    assertThat(without.size()).isEqualTo(7);
    assertThat(without.child(without.child(without.child(0, 1), 2), 3)).isEqualTo(-1);
  }

  @Test
  void depthIsTheSmallerOfTheStepsAndTheGuesses() {
    assertThat(grown(20, 2, 3).size()).isEqualTo(1 + 4);
    assertThat(grown(20, 5, 1).size()).isEqualTo(1 + 2);
    assertThat(grown(20, 0, 3).size()).isEqualTo(1);
    assertThat(grown(1, 5, 3).size()).isEqualTo(1);
  }

  @Test
  void anUnknownTokenGrowsNothing() {
    TokenTree tree = TokenTrees.bare(77, 20, 5);
    branches.grow(tree, pool, 3);
    assertThat(tree.size()).isEqualTo(1);
  }
}
