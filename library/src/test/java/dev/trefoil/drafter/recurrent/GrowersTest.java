package dev.trefoil.drafter.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TokenTrees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Trees grown from distributions that are written down, level by level.
class GrowersTest {
  private static final int VOCABULARY = 64;
  private static final int A = 10;
  private static final int B = 20;
  private static final int C = 30;

  private final Backend backend = CpuBackend.open(Precision.F32, 1);

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  /// Logits of a distribution over a few tokens; the rest of the vocabulary shares what is left.
  private static float[] logits(Object... tokensAndShares) {
    double rest = 1;
    for (int i = 1; i < tokensAndShares.length; i += 2) {
      rest -= (double) tokensAndShares[i];
    }
    float[] row = new float[VOCABULARY];
    int named = tokensAndShares.length / 2;
    Arrays.fill(row, (float) Math.log(Math.max(rest, 1e-9) / (VOCABULARY - named)));
    for (int i = 0; i < tokensAndShares.length; i += 2) {
      row[(int) tokensAndShares[i]] = (float) Math.log((double) tokensAndShares[i + 1]);
    }
    return row;
  }

  private static Candidates read(Backend backend, Growers growers, float[]... rows) {
    float[] all = new float[rows.length * VOCABULARY];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * VOCABULARY, VOCABULARY);
    }
    Candidates candidates = growers.candidates(VOCABULARY);
    Matrix logits = backend.upload(all, rows.length, VOCABULARY);
    candidates.read(backend, logits);
    return candidates;
  }

  private static List<Integer> tokens(Frontier frontier) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < frontier.size(); i++) {
      tokens.add(frontier.token(i));
    }
    return tokens;
  }

  private static String text(TokenTree tree) {
    StringBuilder text = new StringBuilder();
    for (int node = 1; node < tree.size(); node++) {
      text.append(tree.token(tree.parent(node))).append('>').append(tree.token(node)).append(' ');
    }
    return text.toString().strip();
  }

  @Test
  void theWorkedExampleOfClover() {
    Growers growers = Growers.of(DraftTrees.CLOVER);
    TreeGrower grower = growers.newGrower().get();
    TokenTree tree = TokenTrees.bare(1, 5, 4);
    assertThat(tokens(grower.begin(tree))).containsExactly(1);
    float[] first = logits(A, 0.5, B, 0.3, C, 0.1, 40, 0.05, 41, 0.05);
    Frontier frontier = grower.grow(read(backend, growers, first), 0);
    assertThat(tokens(frontier)).containsExactly(A, B);
    float[] fromA = logits(11, 0.8, 12, 0.1);
    float[] fromB = logits(21, 0.3, 22, 0.1);
    frontier = grower.grow(read(backend, growers, fromA, fromB), 0);
    assertThat(frontier.size()).as("the budget is spent").isZero();
    grower.finish();
    assertThat(text(tree)).isEqualTo("1>10 1>20 10>11 20>21");
  }

  @Test
  void cloverCutsBelowAQuarterOfTheBest() {
    Growers growers = Growers.of(DraftTrees.CLOVER);
    TreeGrower grower = growers.newGrower().get();
    TokenTree tree = TokenTrees.bare(1, 5, 4);
    grower.begin(tree);
    float[] flat = logits(A, 0.6, B, 0.1, C, 0.1, 40, 0.1);
    assertThat(tokens(grower.grow(read(backend, growers, flat), 0))).containsExactly(A);
  }

  @Test
  void cloverGoesOnDeepWhereTheDraftIsSure() {
    Growers growers = Growers.of(DraftTrees.CLOVER);
    TreeGrower grower = growers.newGrower().get();
    TokenTree tree = TokenTrees.bare(1, 5, 3);
    grower.begin(tree);
    for (int level = 0; level < 3; level++) {
      grower.grow(read(backend, growers, logits(A + level, 0.9)), 0);
    }
    grower.finish();
    assertThat(text(tree)).as("three levels of room").isEqualTo("1>10 10>11 11>12");
  }

  @Test
  void eagle2ExpandsTheLikeliestPathsAndKeepsTheLikeliestOfAll() {
    Growers growers = Growers.of(new DraftTree.Eagle2(4, 1, 2));
    TreeGrower grower = growers.newGrower().get();
    TokenTree tree = TokenTrees.bare(1, 10, 4);
    grower.begin(tree);
    Frontier frontier = grower.grow(read(backend, growers, logits(A, 0.6, B, 0.3, C, 0.1)), 0);
    assertThat(tokens(frontier)).containsExactly(A, B);
    float[] fromA = logits(11, 0.9, 12, 0.05);
    float[] fromB = logits(21, 0.5, 22, 0.4);
    assertThat(grower.grow(read(backend, growers, fromA, fromB), 0).size()).isZero();
    grower.finish();
    // paths: a .6, b .3, aa .54, ab .03, ba .15, bb .12
    assertThat(text(tree)).isEqualTo("1>10 1>20 10>11 20>21");
  }

  @Test
  void aStaticTreeExpandsOnlyNodesWithChildrenWhateverTheirOrder() {
    Growers growers = Growers.of(new DraftTree.Static(StaticTree.parse("root:3 0:1 2:1 2.0:1")));
    TreeGrower grower = growers.newGrower().get();
    TokenTree tree = TokenTrees.bare(1, 9, 9);
    grower.begin(tree);
    Frontier frontier = grower.grow(read(backend, growers, logits(A, 0.5, B, 0.3, C, 0.1)), 0);
    assertThat(tokens(frontier)).containsExactly(A, C);
    frontier = grower.grow(read(backend, growers, logits(11, 0.9), logits(31, 0.9)), 0);
    assertThat(tokens(frontier)).containsExactly(31);
    assertThat(frontier.parentRow(0)).as("the row of c").isEqualTo(1);
    grower.grow(read(backend, growers, logits(32, 0.9)), 0);
    assertThat(text(tree)).isEqualTo("1>10 1>20 1>30 10>11 30>31 31>32");
  }

  @Test
  void aRowThatIsNotOfNumbersHasNoChildren() {
    for (DraftTree kind : List.of(DraftTrees.STATIC, DraftTrees.CLOVER, DraftTrees.EAGLE2)) {
      Growers growers = Growers.of(kind);
      TreeGrower grower = growers.newGrower().get();
      TokenTree tree = TokenTrees.bare(1, 9, 9);
      grower.begin(tree);
      float[] broken = logits(A, 0.5, B, 0.5);
      broken[3] = Float.NaN;
      assertThat(grower.grow(read(backend, growers, broken), 0).size()).isZero();
      grower.finish();
      assertThat(tree.size()).isEqualTo(1);
    }
  }
}
