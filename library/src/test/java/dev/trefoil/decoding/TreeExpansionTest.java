package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeExpansionTest {
  private static final int VOCABULARY = 40;

  /// What a made-up drafter thinks: the same for the same path.
  private static float[] after(List<Integer> path) {
    SplittableRandom random = new SplittableRandom(31L * path.hashCode());
    float[] p = new float[VOCABULARY];
    double sum = 0;
    for (int i = 0; i < VOCABULARY; i++) {
      p[i] = (float) Math.pow(random.nextDouble(), 9);
      sum += p[i];
    }
    for (int i = 0; i < VOCABULARY; i++) {
      p[i] /= (float) sum;
    }
    return p;
  }

  private static int[] ranked(float[] p, int count) {
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -p[i]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Drives an expansion; returns the number of nodes after which tokens were ranked, root
  /// included.
  private static int grow(TreeRule rule, TreeExpansion expansion, TokenTree tree) {
    expansion.begin(tree);
    List<List<Integer>> paths = List.of(List.of());
    int ranked = 0;
    while (!paths.isEmpty()) {
      for (int node = 0; node < paths.size(); node++) {
        float[] p = after(paths.get(node));
        int[] best = ranked(p, rule.children());
        float[] probabilities = new float[best.length];
        for (int i = 0; i < best.length; i++) {
          probabilities[i] = p[best[i]];
        }
        expansion.rank(node, best, probabilities, 0, best.length);
        ranked++;
      }
      int count = expansion.advance();
      List<List<Integer>> next = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        List<Integer> path = new ArrayList<>(paths.get(expansion.parent(i)));
        path.add(expansion.token(i));
        next.add(path);
      }
      paths = next;
    }
    return ranked;
  }

  private static TokenTree bare(int room, int maxDepth) {
    return TokenTrees.bare(7, room, maxDepth);
  }

  private static List<Integer> path(TokenTree tree, int node) {
    List<Integer> path = new ArrayList<>();
    for (int at = node; at > 0; at = tree.parent(at)) {
      path.addFirst(tree.token(at));
    }
    return path;
  }

  @Test
  void aStaticTreeHoldsTheTokensOfItsRanks() {
    StaticTree shape = StaticTree.parse("root:3 0:2 2:1 0.1:2");
    TreeRule rule = new TreeRule.Static(shape);
    TokenTree tree = bare(20, 9);
    assertThat(grow(rule, rule.newExpansion(), tree)).isEqualTo(1 + rule.expandedNodes());
    assertThat(tree.size()).isEqualTo(shape.size());
    for (int node = 1; node < tree.size(); node++) {
      assertThat(tree.parent(node)).isEqualTo(shape.parent(node));
      int[] best = ranked(after(path(tree, tree.parent(node))), 3);
      assertThat(tree.token(node)).isEqualTo(best[shape.rank(node)]);
    }
  }

  @Test
  void aStaticTreeFitsRoomAndDepth() {
    TreeRule rule = new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63);
    TreeExpansion expansion = rule.newExpansion();
    for (int room = 1; room <= 30; room++) {
      for (int depth = 0; depth <= 7; depth++) {
        TokenTree tree = bare(room, depth);
        grow(rule, expansion, tree);
        assertThat(tree.size()).isLessThanOrEqualTo(room);
        if (depth >= 5) {
          assertThat(tree.size()).isEqualTo(Math.min(26, room));
        }
      }
    }
  }

  @Test
  void candidatesThatAreNotNumbersEndABranch() {
    TreeRule rule = new TreeRule.Static(StaticTree.parse("root:2 0:1 1:1"));
    TreeExpansion expansion = rule.newExpansion();
    TokenTree tree = bare(9, 9);
    expansion.begin(tree);
    expansion.rank(0, new int[] {-1, -1}, new float[2], 0, 2);
    assertThat(expansion.advance()).isZero();
    assertThat(tree.size()).isEqualTo(1);
    TreeExpansion beam = new TreeRule.Beam(9, 2, 2).newExpansion();
    beam.begin(tree);
    beam.rank(0, new int[] {-1, -1}, new float[] {Float.NaN, Float.NaN}, 0, 2);
    assertThat(beam.advance()).isZero();
    assertThat(tree.size()).isEqualTo(1);
  }

  /// The published procedure, without skipping what cannot stay.
  @Test
  void aBeamKeepsTheLikeliestOfAllThatItScored() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 60; round++) {
      int nodes = 2 + random.nextInt(40);
      int expansions = random.nextInt(5);
      int beam = 1 + random.nextInt(6);
      int room = 1 + random.nextInt(50);
      int depth = random.nextInt(7);
      TreeRule rule = new TreeRule.Beam(nodes, expansions, beam);
      TokenTree tree = bare(room, depth);
      int ranked = grow(rule, rule.newExpansion(), tree);
      assertThat(ranked).isLessThanOrEqualTo(1 + rule.expandedNodes());
      List<List<Integer>> paths =
          IntStream.range(1, tree.size()).mapToObj(node -> path(tree, node)).toList();
      int levels = Math.min(expansions + 1, depth);
      assertThat(paths).isEqualTo(reference(Math.min(nodes, room) - 1, levels, beam));
    }
  }

  private record Scored(List<Integer> path, double score) {}

  private static List<List<Integer>> reference(int most, int levels, int beam) {
    List<Scored> all = new ArrayList<>();
    List<Scored> frontier = List.of(new Scored(List.of(), 0));
    for (int level = 0; level < levels; level++) {
      List<Scored> children = new ArrayList<>();
      for (Scored parent : frontier) {
        float[] p = after(parent.path);
        for (int token : ranked(p, beam)) {
          List<Integer> path = new ArrayList<>(parent.path);
          path.add(token);
          children.add(new Scored(path, parent.score + StrictMath.log(p[token])));
        }
      }
      all.addAll(children);
      frontier =
          children.stream()
              .sorted(Comparator.comparingDouble(scored -> -scored.score))
              .limit(beam)
              .toList();
    }
    List<Scored> kept =
        all.stream()
            .sorted(Comparator.comparingDouble(scored -> -scored.score))
            .limit(most)
            .toList();
    return all.stream().filter(kept::contains).map(Scored::path).toList();
  }

  @Test
  void littleRoomSparesPasses() {
    TreeRule rule = new TreeRule.Beam(60, 5, 10);
    int all = grow(rule, rule.newExpansion(), bare(60, 6));
    int few = grow(rule, rule.newExpansion(), bare(5, 6));
    assertThat(few).isLessThan(all).isLessThanOrEqualTo(5);
  }

  @Test
  void rulesThatProposeNothingAreRefused() {
    assertThatThrownBy(() -> new TreeRule.Static(StaticTree.parse("")))
        .hasMessageContaining("root:1");
    assertThatThrownBy(() -> new TreeRule.Beam(1, 5, 10)).hasMessageContaining("1 nodes");
    assertThatThrownBy(() -> new TreeRule.Beam(9, -1, 10)).hasMessageContaining("-1 expansions");
    assertThatThrownBy(() -> new TreeRule.Beam(9, 1, 0)).hasMessageContaining("beam of 0");
    assertThat(new TreeRule.Beam(60, 5, 10).budget()).isEqualTo(new TreeBudget(60, 6));
    assertThat(EAGLE.budget()).isEqualTo(new TreeBudget(26, 5));
    assertThat(EAGLE.expandedNodes()).isEqualTo(10);
  }

  private static final TreeRule EAGLE = new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63);
}
