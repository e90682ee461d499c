package dev.trefoil.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenDistributionTest {
  private static final float[] LOGITS = {1, 3, -2, 3, 0.5f};
  private final TokenDistribution p = new TokenDistribution(5);

  private static SamplingOptions truncated(int topK, double topP, double minP) {
    return new SamplingOptions(1, topK, topP, minP, 1, 0, 0, Map.of(), 0);
  }

  private static SamplingOptions biased(double temperature, Map<Integer, Double> bias) {
    return new SamplingOptions(temperature, 0, 1, 0, 1, 0, 0, bias, 0);
  }

  @Test
  void justAboveTheGreedyBoundaryTheLargestLogitsShareEverything() {
    assertThat(p.set(LOGITS, SamplingOptions.atTemperature(Math.nextUp(1e-5), 0), null)).isTrue();
    assertThat(p.probabilities()).containsExactly(0, 0.5, 0, 0.5, 0);
  }

  @Test
  void theGreedyDistributionIsTheLowestIdOfTheLargestLogits() {
    assertThat(p.set(LOGITS, SamplingOptions.GREEDY, null)).isTrue();
    assertThat(p.probabilities()).containsExactly(0, 1, 0, 0, 0);
  }

  @Test
  void aHugeTemperatureIsNearlyUniform() {
    assertThat(p.set(LOGITS, SamplingOptions.atTemperature(1000, 0), null)).isTrue();
    for (double probability : p.probabilities()) {
      assertThat(probability).isCloseTo(0.2, within(1e-3));
    }
  }

  @Test
  void tiesAreCutAtTheLowerId() {
    assertThat(p.set(LOGITS, truncated(1, 1, 0), null)).isTrue();
    assertThat(p.probabilities()).containsExactly(0, 1, 0, 0, 0);
    assertThat(p.set(LOGITS, truncated(0, 1e-9, 0), null)).isTrue();
    assertThat(p.probabilities()).containsExactly(0, 1, 0, 0, 0);
    assertThat(p.set(LOGITS, truncated(0, 1, 1), null)).isTrue();
    assertThat(p.probabilities()).containsExactly(0, 0.5, 0, 0.5, 0);
  }

  @Test
  void topPOfOneKeepsTokensThatTheSumNoLongerNotices() {
    float[] sharp = {0, -40, -41};
    TokenDistribution q = new TokenDistribution(3);
    assertThat(q.set(sharp, truncated(3, 1, 0), null)).isTrue();
    assertThat(q.probability(1)).isGreaterThan(0);
    assertThat(q.probability(2)).isGreaterThan(0);
  }

  @Test
  void aVocabularyOfOneToken() {
    TokenDistribution one = new TokenDistribution(1);
    assertThat(one.set(new float[] {-3}, truncated(5, 0.1, 1), null)).isTrue();
    assertThat(one.draw(new SplittableRandom(1))).isZero();
    one.exclude(0);
    assertThat(one.probabilities()).containsExactly(1);
    one.subtract(new double[] {1}, 1, new int[0], 0);
    assertThat(one.probabilities()).containsExactly(1);
  }

  @Test
  void forbiddingAllButOneLeavesThatOneAndForbiddingAllLeavesNothing() {
    double never = Double.NEGATIVE_INFINITY;
    Map<Integer, Double> allButTwo = Map.of(0, never, 1, never, 3, never, 4, never);
    Map<Integer, Double> all = Map.of(0, never, 1, never, 2, never, 3, never, 4, never);
    for (double temperature : new double[] {0, 1}) {
      assertThat(p.set(LOGITS, biased(temperature, allButTwo), null)).isTrue();
      assertThat(p.probabilities()).containsExactly(0, 0, 1, 0, 0);
      assertThat(p.set(LOGITS, biased(temperature, all), null)).isFalse();
    }
  }

  @Test
  void biasOfIdsThatDoNotExistChangesNothing() {
    assertThat(p.set(LOGITS, biased(0, Map.of(-1, 1e6, 5, 1e6)), null)).isTrue();
    assertThat(p.probability(1)).isEqualTo(1);
  }

  @Test
  void logitsThatAreNotNumbersAreRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] logits = LOGITS.clone();
      logits[4] = bad;
      assertThat(p.set(logits, SamplingOptions.atTemperature(1, 0), null)).isFalse();
      assertThat(p.set(logits, biased(0, Map.of(0, 1.0)), null)).isFalse();
    }
    float[] nothing = new float[5];
    Arrays.fill(nothing, Float.NEGATIVE_INFINITY);
    assertThat(p.set(nothing, SamplingOptions.atTemperature(1, 0), null)).isFalse();
  }

  @Test
  void whatIsLeftWhenTargetAndDraftAgreeIsTheTarget() {
    assertThat(p.set(LOGITS, SamplingOptions.atTemperature(1, 0), null)).isTrue();
    double[] same = p.probabilities();
    p.subtract(same, 1, new int[0], 0);
    assertThat(p.probabilities()).containsExactly(same);
  }

  @Test
  void impossibleTokensAreNeverDrawn() {
    assertThat(p.set(LOGITS, truncated(2, 1, 0), null)).isTrue();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      assertThat(p.draw(random)).isIn(1, 3);
    }
  }

  @Test
  void aHistoryForgetsAPathExactly() {
    TokenHistory history = new TokenHistory(5, new int[] {1, 1, 9, -1}, 4);
    history.push(2);
    int before = history.distinctCount();
    int[] path = {3, 3, 1, 2, 9, 4};
    for (int token : path) {
      history.push(token);
    }
    assertThat(history.timesInAnswer(3)).isEqualTo(2);
    assertThat(history.distinctCount()).isEqualTo(4);
    for (int i = path.length - 1; i >= 0; i--) {
      history.pop(path[i]);
    }
    assertThat(history.distinctCount()).isEqualTo(before);
    assertThat(history.timesInAnswer(2)).isEqualTo(1);
    assertThat(history.timesInAnswer(1)).isZero();
  }
}
