package dev.trefoil.bench.specbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The numbers of the original scripts.
class SpeedGoldenTest {
  /// The originals add up in another order.
  private static final Offset<Double> ROUNDING = within(1e-9);

  @TempDir static Path folder;

  @Test
  void oneRunGivesTheOriginalsNumbers() {
    Map<String, CompatSpeed.Group> groups =
        CompatSpeed.of(
            List.of(
                GoldenAnswers.run(folder, "specbench_method.jsonl", "specbench_baseline.jsonl")),
            TokenCounter.words());
    JsonNode expected = GoldenAnswers.json("specbench_speed.json").get("groups");
    assertThat(groups.keySet()).containsExactlyElementsOf(expected.propertyNames());
    groups.forEach(
        (name, group) -> {
          JsonNode wanted = expected.get(name);
          close(group.tokensPerSecond().mean(), wanted.get("tokens_per_second"));
          close(group.baselineTokensPerSecond().mean(), wanted.get("baseline_tokens_per_second"));
          close(group.speedup().mean(), wanted.get("speedup"));
          close(group.meanAcceptedTokens(), wanted.get("mean_accepted_tokens"));
          assertThat(group.steps()).isEqualTo(wanted.get("steps").longValue());
          assertThat(group.speedup().sampleStd()).isNull();
        });
  }

  @Test
  void threeRunsGiveTheOriginalsMeansAndDeviations() {
    Map<String, CompatSpeed.Group> groups =
        CompatSpeed.of(
            List.of(
                GoldenAnswers.run(folder, "specbench_method.jsonl", "specbench_baseline.jsonl"),
                GoldenAnswers.run(
                    folder, "specbench_method_run2.jsonl", "specbench_baseline_run2.jsonl"),
                GoldenAnswers.run(
                    folder, "specbench_method_run3.jsonl", "specbench_baseline_run3.jsonl")),
            TokenCounter.words());
    JsonNode expected = GoldenAnswers.json("specbench_mean_report.json");
    assertThat(groups.keySet()).containsExactlyElementsOf(expected.propertyNames());
    groups.forEach(
        (name, group) -> {
          JsonNode wanted = expected.get(name);
          close(group.meanAcceptedTokens(), wanted.get("mean_accepted_tokens"));
          close(group.tokensPerSecond(), wanted.get("tokens_per_second"));
          close(group.baselineTokensPerSecond(), wanted.get("baseline_tokens_per_second"));
          close(group.speedup(), wanted.get("speedup"));
        });
  }

  @Test
  void cloverBlocksGiveTheScriptsScores() {
    Map<String, CloverScores.Block> blocks =
        CloverScores.of(GoldenAnswers.run(folder, "clover_method.jsonl", "clover_baseline.jsonl"));
    JsonNode expected = GoldenAnswers.json("clover_scores.json");
    assertThat(blocks.keySet()).containsExactlyElementsOf(expected.propertyNames());
    blocks.forEach(
        (name, block) -> {
          JsonNode wanted = expected.get(name);
          close(block.speed(), wanted.get("speed"));
          close(block.baselineSpeed(), wanted.get("baseline_speed"));
          close(block.ratio(), wanted.get("ratio"));
          close(block.tau(), wanted.get("tau"));
          assertThat(block.newTokens()).isEqualTo(wanted.get("new_tokens").longValue());
          assertThat(block.stepIndices()).isEqualTo(wanted.get("step_indices").longValue());
        });
  }

  private static void close(Sample found, JsonNode wanted) {
    close(found.mean(), wanted.get("mean"));
    close(java.util.Objects.requireNonNull(found.sampleStd()), wanted.get("sample_std"));
  }

  private static void close(double found, JsonNode wanted) {
    assertThat(found).isCloseTo(wanted.doubleValue(), ROUNDING);
  }
}
