package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TreeBatchTest {
  private static final int VOCABULARY = 8;
  private static final StaticTree SHAPE = StaticTree.parse("root:3 0:2 2:1 0.1:2");
  private static final TreeRule TOP = new TreeRule.Static(SHAPE);
  private static final TreeRule DRAWN = new TreeRule.Static(SHAPE, ChildChoice.DRAWN);
  private static final SamplingOptions WARM = SamplingOptions.atTemperature(1, 0);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 32), 1);

  @AfterEach
  void close() {
    backend.close();
  }

  private SyntheticStep step(SamplingOptions options, int room) {
    SplittableRandom random = new SplittableRandom(5);
    return new SyntheticStep(target, new int[] {1}, List.of(room % 8), options, random, room);
  }

  /// Logits under which token `first` is best, then the next ones in a circle.
  private static float[] row(int first) {
    float[] logits = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      logits[(first + i) % VOCABULARY] = -i;
    }
    return logits;
  }

  private void advance(TreeBatch trees, float[]... rows) {
    float[] all = new float[rows.length * VOCABULARY];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * VOCABULARY, VOCABULARY);
    }
    backend.beginStep();
    trees.advance(backend.upload(all, rows.length, VOCABULARY));
  }

  private static int[] first(int[] values, int count) {
    return Arrays.copyOf(values, count);
  }

  private static int[] tokens(TokenTree tree) {
    return IntStream.range(1, tree.size()).map(tree::token).toArray();
  }

  @Test
  void levelsOfAllTreesStandSideBySide() {
    TreeBatch trees = new TreeBatch(backend, TOP, VOCABULARY);
    try (SyntheticStep large = step(WARM, 12);
        SyntheticStep small = step(WARM, 3)) {
      trees.clear();
      trees.add(small.sequence());
      trees.add(large.sequence());
      assertThat(first(trees.tokens(), trees.rows())).containsExactly(3, 4);
      assertThat(first(trees.parents(), trees.rows())).containsExactly(0, 1);
      advance(trees, row(0), row(5));
      assertThat(first(trees.tokens(), trees.rows())).containsExactly(5, 7);
      assertThat(first(trees.parents(), trees.rows())).containsExactly(1, 1);
      assertThat(trees.levelSize(0)).isZero();
      assertThat(trees.levelSize(1)).isEqualTo(2);
      advance(trees, row(1), row(4));
      assertThat(first(trees.parents(), trees.rows())).containsExactly(0);
      advance(trees, row(6));
      assertThat(trees.rows()).isZero();
      assertThat(tokens(small.tree())).containsExactly(0, 1);
      assertThat(tokens(large.tree())).containsExactly(5, 6, 7, 1, 2, 4, 6, 7);
    }
  }

  @Test
  void aDraftMaySayTheSameOfAllNodesOfALevel() {
    TreeBatch trees = new TreeBatch(backend, TOP, VOCABULARY);
    try (SyntheticStep one = step(WARM, 12);
        SyntheticStep other = step(WARM, 12)) {
      trees.clear();
      trees.add(one.sequence());
      trees.add(other.sequence());
      for (int head = 0; trees.rows() > 0; head++) {
        float[] rows = Arrays.copyOf(row(head), 2 * VOCABULARY);
        System.arraycopy(row(head + 3), 0, rows, VOCABULARY, VOCABULARY);
        backend.beginStep();
        trees.advanceTogether(backend.upload(rows, 2, VOCABULARY));
      }
      assertThat(tokens(one.tree())).containsExactly(0, 1, 2, 1, 2, 1, 2, 3);
      assertThat(tokens(other.tree())).containsExactly(3, 4, 5, 4, 5, 4, 5, 6);
    }
  }

  @Test
  void aRowThatIsNotOfNumbersEndsItsBranchOnly() {
    float[] broken = new float[VOCABULARY];
    broken[3] = Float.NaN;
    for (TreeRule rule : List.of(TOP, DRAWN)) {
      TreeBatch trees = new TreeBatch(backend, rule, VOCABULARY);
      try (SyntheticStep step = step(WARM, 12)) {
        trees.clear();
        trees.add(step.sequence());
        advance(trees, row(0));
        advance(trees, broken, row(4));
        assertThat(trees.rows()).isZero();
        assertThat(step.tree().size()).isEqualTo(5);
        assertThat(step.tree().parent(4)).isEqualTo(3);
        assertThat(step.tree().proposal(1)).isNull();
      }
    }
  }

  @Test
  void childrenAreDrawnForSampledRequestsOnly() {
    TreeBatch trees = new TreeBatch(backend, DRAWN, VOCABULARY);
    DrawNumbers numbers = new DrawNumbers();
    double[] q = softmax(row(2), 0.5);
    numbers.add(q, 4, 3, 2);
    SamplingOptions options = SamplingOptions.atTemperature(0.5, 0);
    try (SyntheticStep greedy = step(SamplingOptions.GREEDY, 12);
        SyntheticStep sampled =
            new SyntheticStep(target, new int[] {1}, List.of(), options, numbers, numbers, 12)) {
      trees.clear();
      trees.add(greedy.sequence());
      trees.add(sampled.sequence());
      advance(trees, row(2), row(2));
      assertThat(tokens(greedy.tree())).containsExactly(2, 3, 4);
      assertThat(greedy.tree().wasDrawn()).isFalse();
      assertThat(tokens(sampled.tree())).containsExactly(4, 3, 2);
      assertThat(sampled.tree().proposal(0)).containsExactly(q, within(1e-12));
      assertThat(numbers.usedUp()).as("no draw more than there are children").isTrue();
    }
  }

  @Test
  void thereAreNoMoreDrawnChildrenThanPossibleTokens() {
    SamplingOptions two = new SamplingOptions(1, 2, 1, 0, 1, 0, 0, Map.of(), 0);
    TreeBatch trees = new TreeBatch(backend, DRAWN, VOCABULARY);
    try (SyntheticStep step = step(two, 12)) {
      trees.clear();
      trees.add(step.sequence());
      advance(trees, row(6));
      assertThat(tokens(step.tree())).containsExactlyInAnyOrder(6, 7);
      assertThat(trees.rows()).as("the third child was to have one").isEqualTo(1);
    }
  }

  @Test
  void aDraftWithFewerTokensProposesTheTargetsIds() {
    for (TreeRule rule : List.of(TOP, DRAWN)) {
      TreeBatch trees = new TreeBatch(backend, rule, 2, VOCABULARY, token -> 3 + 2 * token);
      try (SyntheticStep step = step(WARM, 12)) {
        trees.clear();
        trees.add(step.sequence());
        backend.beginStep();
        trees.advance(backend.upload(new float[] {0.5f, 0.7f}, 1, 2));
        assertThat(tokens(step.tree())).containsExactlyInAnyOrder(3, 5);
      }
    }
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] / temperature);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }
}
