package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Clover's tree from probabilities that are written down, level by level.
class CloverExpansionTest {
  private static final int A = 10;
  private static final int B = 20;

  private TokenTree tree = TokenTrees.bare(1, 5, 4);
  private TreeExpansion expansion = begin(TreeRules.CLOVER);

  private TreeExpansion begin(TreeRule rule) {
    TreeExpansion begun = rule.newExpansion();
    begun.begin(tree);
    return begun;
  }

  /// Ranks the tokens `first`, `first + 1` and so on after a node of the level.
  private void rank(int node, int first, double... probabilities) {
    int count = probabilities.length;
    int[] tokens = IntStream.range(first, first + count).toArray();
    float[] shares = new float[count];
    for (int i = 0; i < count; i++) {
      shares[i] = (float) probabilities[i];
    }
    expansion.rank(node, tokens, shares, 0, count);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int node = 1; node < tree.size(); node++) {
      text.append(tree.token(tree.parent(node))).append('>').append(tree.token(node)).append(' ');
    }
    return text.toString().strip();
  }

  @Test
  void theWorkedExampleOfThePublishedRepository() {
    rank(0, A, 0.5, 0.3, 0.1, 0.05, 0.05);
    assertThat(expansion.advance()).as("a and b reach top-p").isEqualTo(2);
    assertThat(expansion.token(1)).isEqualTo(A + 1);
    rank(0, 100, 0.8, 0.1);
    rank(1, 200, 0.3, 0.1);
    assertThat(expansion.advance()).as("the budget is spent").isZero();
    assertThat(text()).isEqualTo("1>10 1>11 10>100 11>200");
  }

  @Test
  void aTokenBelowAQuarterOfTheBestIsCut() {
    rank(0, A, 0.6, 0.1, 0.1, 0.1);
    assertThat(expansion.advance()).isEqualTo(1);
    assertThat(text()).isEqualTo("1>10");
  }

  @Test
  void theBestTokenStaysHoweverUnlikely() {
    rank(0, A, 0.01, 0.001);
    assertThat(expansion.advance()).isEqualTo(1);
  }

  @Test
  void aSureDraftGoesDeepAndKeepsToTheDepth() {
    tree = TokenTrees.bare(1, 5, 3);
    expansion = begin(TreeRules.CLOVER);
    for (int level = 0; level < 3; level++) {
      rank(0, A + level, 0.9);
      assertThat(expansion.advance()).isEqualTo(level < 2 ? 1 : 0);
    }
    assertThat(text()).isEqualTo("1>10 10>11 11>12");
  }

  @Test
  void aLevelThatFindsMoreThanTheBudgetKeepsTheLikeliestPaths() {
    rank(0, A, 0.45, 0.4);
    expansion.advance();
    rank(0, 100, 0.5, 0.2); // joint .225 .09
    rank(1, 200, 0.6, 0.3); // joint .24 .12
    assertThat(expansion.advance()).isZero();
    assertThat(text()).isEqualTo("1>10 1>11 10>100 11>200");
  }

  @Test
  void aSmallerRoomIsASmallerBudget() {
    tree = TokenTrees.bare(1, 2, 4);
    expansion = begin(TreeRules.CLOVER);
    rank(0, B, 0.5, 0.4);
    assertThat(expansion.advance()).isZero();
    assertThat(text()).isEqualTo("1>20");
  }

  @Test
  void aRowThatIsNotOfNumbersHasNoChildren() {
    expansion.rank(0, new int[] {-1, -1}, new float[] {Float.NaN, Float.NaN}, 0, 2);
    assertThat(expansion.advance()).isZero();
    assertThat(tree.size()).isEqualTo(1);
  }

  @Test
  void theBudgetIsThatOfTheHeads() {
    assertThat(TreeRules.CLOVER.downTo(3).budget()).isEqualTo(new TreeBudget(5, 3));
    assertThat(TreeRules.EAGLE2.downTo(3).budget()).isEqualTo(new TreeBudget(60, 3));
    assertThat(TreeRules.STATIC.downTo(2).budget()).isEqualTo(new TreeBudget(13, 2));
  }

  @Test
  void rulesAreReadWithTheirSizes() {
    assertThat(TreeRules.parse("static")).isEqualTo(TreeRules.STATIC);
    assertThat(TreeRules.parse("clover")).isEqualTo(TreeRules.CLOVER);
    assertThat(TreeRules.parse("clover:8")).isEqualTo(new TreeRule.Clover(9, 8, 0.8, 0.25));
    assertThat(TreeRules.parse("eagle2:20/3/4")).isEqualTo(new TreeRule.Beam(20, 3, 4));
    assertThat(TreeRules.parse("root:2 0:1").budget()).isEqualTo(new TreeBudget(4, 2));
  }

  @Test
  void unknownNamesAndImpossibleNumbersAreRefused() {
    assertThatThrownBy(() -> TreeRules.parse("oak"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'oak'")
        .hasMessageContaining("eagle2:NODES/EXPANSIONS/BEAM");
    for (String wrong : new String[] {"clover:", "clover:x", "eagle2:60", "static:5", "clover:0"}) {
      assertThatThrownBy(() -> TreeRules.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new TreeRule.Clover(5, 3, 1.5, 0.25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }
}
