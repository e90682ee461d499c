package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExitPolicyTest {
  private static final double[] CONFIDENCES = {0.9, 0.2, 0.4};
  private static final double[] SCORES = {Math.log(0.1), Math.log(0.6), Math.log(0.3)};
  private static final ExitGate BY_PROFILE = new ExitGate.Confidence(ExitRule.MAX);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = SortedDrafts.config(31, 64, 4);

  @AfterEach
  void close() {
    backend.close();
  }

  private SortedDraft draft(SortedSettings settings) {
    return new SortedDraft(config, backend, TinyModels.random(config, 1), settings);
  }

  @Test
  void rulesWeighTheNodesOfALevel() {
    assertThat(ExitRule.MAX.confidence(CONFIDENCES, SCORES, 3)).isEqualTo(0.9);
    assertThat(ExitRule.MEAN.confidence(CONFIDENCES, SCORES, 3)).isCloseTo(0.5, within(1e-12));
    assertThat(ExitRule.REACH.confidence(CONFIDENCES, SCORES, 3))
        .isCloseTo(0.09 + 0.12 + 0.12, within(1e-12));
    for (ExitRule rule : ExitRule.values()) {
      assertThat(rule.confidence(CONFIDENCES, SCORES, 1)).as("%s, one node", rule).isEqualTo(0.9);
      double[] broken = {0.9, Double.NaN, 0.4};
      assertThat(rule.confidence(broken, SCORES, 3)).as("%s", rule).isNaN();
    }
  }

  @Test
  void aThresholdMustBeExceededButTheLastExitAlwaysOpens() {
    ExitGate gate = new ExitGate.Confidence(ExitRule.MAX, List.of(0.9, 0.5, 0.0));
    ExitPolicy policy = new ExitPolicy(gate, draft(SortedSettings.ofDepth(4)), "any", config);
    assertThat(policy.levelExits(0, level(CONFIDENCES))).isFalse();
    assertThat(policy.levelExits(1, level(CONFIDENCES))).isTrue();
    assertThat(policy.levelExits(2, level(Double.NaN))).isTrue();
    assertThat(policy.mayExit(0)).isTrue();
  }

  @Test
  void aFixedGateEvaluatesNoOtherExit() {
    ExitPolicy policy =
        new ExitPolicy(new ExitGate.Fixed(3), draft(SortedSettings.ofDepth(4)), "any", config);
    assertThat(policy.mayExit(0)).isFalse();
    assertThat(policy.mayExit(1)).isTrue();
    assertThat(policy.levelExits(1, level(CONFIDENCES))).isTrue();
  }

  @Test
  void nodesLeaveAloneOnceTheyAreSure() {
    ExitGate gate = new ExitGate.PerNode(List.of(0.4, 0.3));
    ExitPolicy policy = new ExitPolicy(gate, draft(SortedSettings.ofDepth(4)), "any", config);
    SortedLevel level = level(CONFIDENCES);
    assertThat(level.leave(0, policy)).as("0.9, but neither 0.2 nor 0.4").isEqualTo(1);
    assertThat(level.going(0)).isEqualTo(1);
    level.confidences()[1] = Double.NaN;
    assertThat(level.leave(1, policy)).as("0.4").isEqualTo(1);
    assertThat(level.exit()).isEqualTo(1);
    assertThat(level.leave(2, policy)).as("the last exit is open").isEqualTo(1);
    assertThat(level.goingCount()).isZero();
    assertThat(level.exitOf(0)).isZero();
    assertThat(level.exitOf(1)).isEqualTo(2);
    assertThat(level.exitOf(2)).isEqualTo(1);
    assertThat(level.exit()).isEqualTo(2);
  }

  private static SortedLevel level(double... confidences) {
    SortedLevel level = new SortedLevel();
    LazyKv none = new LazyKv(new NoStore(), 1, 1);
    for (int i = 0; i < confidences.length; i++) {
      none.appendToChain(i);
    }
    level.begin(none, confidences.length, 1, false);
    System.arraycopy(confidences, 0, level.confidences(), 0, confidences.length);
    System.arraycopy(SCORES, 0, level.scores(), 0, confidences.length);
    return level;
  }

  /// Room for a few slots that nobody writes.
  private static final class NoStore implements KvStore {
    @Override
    public int capacity() {
      return 4;
    }

    @Override
    public void keep(int length, int[] slots, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void thresholdsAreTheGatesElseTheTargetsElseThoseOfItsCost() {
    SortedSettings settings =
        new SortedSettings(
            List.of(2, 3, 4),
            ExitProfile.DEFAULT,
            Map.of("known", new ExitProfile(List.of(0.3, 0.2), List.of())));
    SortedDraft draft = draft(settings);
    ExitGate own = new ExitGate.Confidence(ExitRule.MEAN, List.of(0.1, 0.1));
    assertThat(new ExitPolicy(own, draft, "known", config).thresholds()).containsExactly(0.1, 0.1);
    assertThat(new ExitPolicy(BY_PROFILE, draft, "known", config).thresholds())
        .containsExactly(0.3, 0.2);
    assertThat(new ExitPolicy(BY_PROFILE, draft, "other", config).thresholds())
        .containsExactly(0.5, 0.5, 0.5);
  }

  @Test
  void dearTargetsDeserveDeeperExits() {
    ModelConfig draft = llama(4096, 12, 32, 32, 11008);
    assertThat(ExitProfile.byCost(draft, llama(4096, 32, 32, 32, 11008), 3).subList(0, 2))
        .as("7B")
        .containsExactly(0.5, 0.5);
    assertThat(ExitProfile.byCost(draft, llama(5120, 40, 40, 40, 13824), 3).subList(0, 2))
        .as("13B")
        .containsExactly(0.5, 0.5);
    List<Double> dear = ExitProfile.byCost(draft, llama(8192, 80, 64, 8, 28672), 3);
    assertThat(dear.get(0)).as("70B").isCloseTo(0.75, within(1e-12));
    assertThat(dear.get(1)).as("70B").isCloseTo(0.7, within(1e-12));
  }

  private static ModelConfig llama(int hidden, int layers, int heads, int kvHeads, int ffn) {
    return ModelConfig.llama(hidden, layers, heads, kvHeads, ffn, 32000, 4096, false, List.of());
  }

  @Test
  void anExitsTemperatureDividesItsLogits() {
    SortedDraft draft = draft(SortedSettings.ofDepth(4));
    SortedDraft calibrated =
        draft(
            new SortedSettings(
                List.of(2, 3, 4), new ExitProfile(List.of(), List.of(1.0, 2.0, 1.0)), Map.of()));
    SortedState plain = leaveAt(draft, new ExitGate.Fixed(3));
    SortedState cooled = leaveAt(calibrated, new ExitGate.Fixed(3));
    assertThat(cooled.level().tokens()).isEqualTo(plain.level().tokens());
    double[] logs = plain.level().logProbabilities();
    double[] cooledLogs = cooled.level().logProbabilities();
    for (int i = 1; i < 31; i++) {
      assertThat(cooledLogs[i] - cooledLogs[0]).isCloseTo((logs[i] - logs[0]) / 2, within(1e-4));
    }
    assertThat(cooled.level().confidences()[0]).isLessThan(plain.level().confidences()[0]);
    plain.close();
    cooled.close();
  }

  private SortedState leaveAt(SortedDraft draft, ExitGate gate) {
    SortedState state = SortedDrafts.state(draft, 8);
    List.of(3, 1, 4).forEach(state.kv()::appendToChain);
    state.level().begin(state.kv(), 1, 31, false);
    backend.beginStep();
    new ExitPass(draft, new ExitPolicy(gate, draft, "t", config), new SortedCounters(3))
        .runLevel(List.of(state), 31);
    return state;
  }
}
