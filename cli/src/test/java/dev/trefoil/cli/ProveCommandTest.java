package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProveCommandTest {
  private static final int VOCABULARY = 8192;

  @TempDir static Path folder;
  static Path model;

  @BeforeAll
  static void createModel() throws IOException {
    model = TinyModelDirectory.create(folder.resolve("tiny"), VOCABULARY);
  }

  private static CommandRun prove(String... more) {
    String[] arguments = new String[more.length + 7];
    System.arraycopy(
        new String[] {
          "prove", "--model", model.toString(), "--limit", "2", "--max-new-tokens", "24"
        },
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void everyMethodDtypeBatchAndThreadCountIsComparedAndHolds() {
    CommandRun run =
        prove(
            "--draft",
            model.toString(),
            "--dtypes",
            "f32,bf16,int8",
            "--batches",
            "1,2",
            "--threads",
            "1,2",
            "--json",
            "--seeds",
            "0");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    JsonNode report = JsonMapper.builder().build().readTree(run.out());
    JsonNode settings = report.get("settings");
    assertThat(settings.size()).isEqualTo(3 * 2 * 2 * 6); // vanilla and five methods
    long accepted = 0;
    for (JsonNode setting : settings) {
      assertThat(setting.get("different_answers").intValue()).isZero();
      assertThat(setting.get("different_logits").intValue()).isZero();
      assertThat(setting.get("tokens").intValue()).isPositive();
      accepted += setting.get("accepted_tokens").longValue();
    }
    assertThat(accepted).as("speculation took part").isPositive();
  }

  @Test
  void aLossyRuleIsFoundOut() {
    CommandRun run =
        prove(
            "--methods",
            "recycling",
            "--dtypes",
            "f32",
            "--batches",
            "1",
            "--lossy-typical",
            "--seeds",
            "3");
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("NOT LOSSLESS").contains("recycling, f32: prompt");
  }

  @Test
  void theSummaryIsReadable() {
    CommandRun run = prove("--methods", "pld", "--dtypes", "bf16", "--batches", "1");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("PROVED on these prompts")
        .contains("chi-square")
        .contains("as it should be");
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(prove("--methods", "pdl").exitCode()).isEqualTo(2);
    assertThat(prove("--methods", "pdl").err()).contains("did you mean 'pld'?");
    assertThat(prove("--dtypes", "fp4").exitCode()).isEqualTo(2);
    assertThat(prove("--methods", "sps").err()).contains("sps needs a draft: --draft sps=PATH");
  }
}
