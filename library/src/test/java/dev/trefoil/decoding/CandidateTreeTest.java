package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidateTreeTest {
  private final CandidateTree candidates = new CandidateTree(2);

  @Test
  void theBestCandidatesAreWrittenInLevelOrder() {
    int a = candidates.add(CandidateTree.ROOT, 10, -0.5);
    int b = candidates.add(CandidateTree.ROOT, 11, -1.0);
    int weak = candidates.add(CandidateTree.ROOT, 12, -9.0);
    int below = candidates.add(b, 13, -1.5);
    int deep = candidates.add(a, 14, -0.6);
    TokenTree tree = tree(5, 9);
    assertThat(candidates.writeTo(tree, 59)).isEqualTo(4);
    assertThat(tokens(tree)).containsExactly(1, 10, 11, 13, 14);
    assertThat(parents(tree)).containsExactly(-1, 0, 0, 2, 1);
    assertThat(candidates.node(deep)).isEqualTo(4);
    assertThat(candidates.node(below)).isEqualTo(3);
    assertThat(candidates.node(weak)).isEqualTo(-1);
  }

  @Test
  void levelsMayBeAddedInAnyOrder() {
    int a = candidates.add(CandidateTree.ROOT, 10, -1);
    int deep = candidates.add(candidates.add(a, 11, -2), 12, -3);
    candidates.add(CandidateTree.ROOT, 13, -1);
    TokenTree tree = tree(9, 9);
    candidates.writeTo(tree, 9);
    assertThat(tokens(tree)).containsExactly(1, 10, 13, 11, 12);
    assertThat(candidates.node(deep)).isEqualTo(4);
    assertThat(candidates.depth(deep)).isEqualTo(3);
  }

  @Test
  void onATieTheShallowerThenTheEarlierCandidateIsTaken() {
    int a = candidates.add(CandidateTree.ROOT, 10, 0);
    candidates.add(a, 11, 0); // certain: as good as its parent
    candidates.add(CandidateTree.ROOT, 12, 0);
    candidates.add(CandidateTree.ROOT, 13, 0);
    TokenTree tree = tree(9, 9);
    candidates.writeTo(tree, 3);
    assertThat(tokens(tree)).containsExactly(1, 10, 12, 13);
  }

  @Test
  void aChildThatClaimsMoreThanItsParentBringsItsParentAlong() {
    int weak = candidates.add(CandidateTree.ROOT, 10, -5);
    candidates.add(CandidateTree.ROOT, 11, -1);
    candidates.add(weak, 12, 0);
    TokenTree tree = tree(9, 9);
    candidates.writeTo(tree, 2);
    assertThat(tokens(tree)).containsExactly(1, 10, 11);
  }

  @Test
  void theBestOfALevelComeBestFirst() {
    for (double score : new double[] {-4, -1, -3, -1, -2, -8}) {
      candidates.add(CandidateTree.ROOT, 7, score);
    }
    int[] found = new int[6];
    assertThat(candidates.best(0, 6, 4, found)).isEqualTo(4);
    assertThat(found).startsWith(1, 3, 4, 2);
    assertThat(candidates.best(4, 6, 9, found)).isEqualTo(2);
    assertThat(found).startsWith(4, 5);
    assertThat(candidates.best(3, 3, 9, found)).isZero();
    assertThat(candidates.best(0, 6, 0, found)).isZero();
  }

  @Test
  void roomAndDepthOfTheTreeAreKeptTo() {
    int last = CandidateTree.ROOT;
    for (int depth = 1; depth <= 5; depth++) {
      last = candidates.add(last, depth, 0);
    }
    candidates.add(CandidateTree.ROOT, 9, -7);
    TokenTree shallow = tree(9, 2);
    candidates.writeTo(shallow, 9);
    assertThat(tokens(shallow)).containsExactly(1, 1, 9, 2);
    TokenTree bare = tree(1, 5);
    assertThat(candidates.writeTo(bare, 9)).isZero();
    assertThat(candidates.writeTo(tree(9, 0), 9)).isZero();
  }

  @Test
  void clearingForgetsAll() {
    candidates.add(CandidateTree.ROOT, 10, 0);
    candidates.clear();
    assertThat(candidates.size()).isZero();
    assertThat(candidates.writeTo(tree(4, 4), 4)).isZero();
  }

  @Test
  void misuseIsNamed() {
    assertThatThrownBy(() -> candidates.add(0, 1, 0)).hasMessageContaining("parent 0");
    assertThatThrownBy(() -> candidates.add(-2, 1, 0)).hasMessageContaining("parent -2");
    assertThatThrownBy(() -> candidates.add(-1, 5, Double.NaN)).hasMessageContaining("token 5");
    TokenTree grown = tree(4, 4);
    grown.add(0, 3);
    assertThatThrownBy(() -> candidates.writeTo(grown, 3)).hasMessageContaining("2 nodes");
  }

  /// Against sorting: with many ties, the chosen are the first of the order, and closed.
  @Test
  void theChosenAreTheFirstOfTheOrderAndHoldTheirAncestors() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 300; round++) {
      fill(random, 1 + random.nextInt(80));
      int room = 1 + random.nextInt(40);
      int maxDepth = random.nextInt(7);
      TokenTree tree = tree(room, maxDepth);
      int written = candidates.writeTo(tree, 30);
      List<Integer> expected = expected(Math.min(30, room - 1), maxDepth);
      assertThat(written).isEqualTo(expected.size()).isEqualTo(tree.size() - 1);
      for (int i = 0; i < candidates.size(); i++) {
        assertThat(candidates.node(i) > 0).isEqualTo(expected.contains(i));
        if (candidates.node(i) > 0) {
          int parent = candidates.parent(i);
          int parentNode = parent == CandidateTree.ROOT ? 0 : candidates.node(parent);
          assertThat(tree.parent(candidates.node(i))).isEqualTo(parentNode);
          assertThat(tree.token(candidates.node(i))).isEqualTo(candidates.token(i));
        }
      }
    }
  }

  private void fill(SplittableRandom random, int count) {
    candidates.clear();
    for (int i = 0; i < count; i++) {
      int parent = random.nextInt(-1, i);
      double above = parent == CandidateTree.ROOT ? 0 : candidates.score(parent);
      candidates.add(parent, 100 + i, above - random.nextInt(3)); // often the parent's own score
    }
  }

  private List<Integer> expected(int most, int maxDepth) {
    return IntStream.range(0, candidates.size())
        .boxed()
        .filter(i -> candidates.depth(i) <= maxDepth)
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -candidates.score(i))
                .thenComparingInt(candidates::depth))
        .limit(most)
        .toList();
  }

  private static TokenTree tree(int room, int maxDepth) {
    TokenTree tree = new TokenTree(64);
    tree.reset(1, room, maxDepth);
    return tree;
  }

  private static int[] tokens(TokenTree tree) {
    return IntStream.range(0, tree.size()).map(tree::token).toArray();
  }

  private static int[] parents(TokenTree tree) {
    return IntStream.range(0, tree.size()).map(tree::parent).toArray();
  }
}
