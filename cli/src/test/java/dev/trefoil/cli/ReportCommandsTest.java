package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandsTest {
  private static final String TINY = "64,2,4,2,96,300";

  @TempDir static Path folder;
  static Path model;

  @BeforeAll
  static void createModel() throws IOException {
    model = TinyModelDirectory.create(folder.resolve("tiny"), 8192);
  }

  private static JsonNode json(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonMapper.builder().build().readTree(run.out());
  }

  @Test
  void theDemoReportHasTheFieldsOfTheContract() {
    JsonNode report =
        json(
            CommandRun.of(
                "demo",
                "--model",
                model.toString(),
                "--max-new-tokens",
                "12",
                "--repeats",
                "1",
                "--json"));
    assertThat(report.propertyNames()).contains("machine", "model", "dtype", "seed", "methods");
    assertThat(report.get("methods").size()).isGreaterThanOrEqualTo(2);
    for (JsonNode method : report.get("methods")) {
      assertThat(method.propertyNames())
          .contains(
              "method",
              "tokens_per_second",
              "speedup",
              "mean_accepted_tokens",
              "steps",
              "new_tokens",
              "identical",
              "per_category",
              "time");
      assertThat(method.get("time").propertyNames())
          .contains("prefill_ms", "draft_ms", "verify_ms", "commit_ms");
      assertThat(method.get("identical").booleanValue()).isTrue();
      assertThat(method.get("mean_accepted_tokens").doubleValue()).isGreaterThanOrEqualTo(1);
      assertThat(method.get("per_category").size()).isEqualTo(6);
    }
  }

  @Test
  void theDemoTableNamesEveryMethod() {
    CommandRun run =
        CommandRun.of(
            "demo", "--model", model.toString(), "--max-new-tokens", "4", "--repeats", "1");
    assertThat(run.out()).contains("vanilla", "pld", "speed-up", "arithmetic", "identical");
  }

  @Test
  void inspectTellsWhatACheckpointIs() {
    CommandRun table = CommandRun.of("inspect", model.toString());
    assertThat(table.out()).contains("model.layers.{0..1}.self_attn.q_proj.weight", "8,192");
    assertThat(json(CommandRun.of("inspect", "--json", model.toString())).get("model").isObject())
        .isTrue();
  }

  @Test
  void aTruncatedFileIsOneClearLine() throws IOException {
    byte[] whole = Files.readAllBytes(model.resolve("model.safetensors"));
    Path cut = folder.resolve("cut.safetensors");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    refused(CommandRun.of("inspect", cut.toString()), "cut.safetensors");
  }

  @Test
  void aForeignFileIsCalledByItsName() throws IOException {
    Path page = folder.resolve("model.safetensors");
    Files.writeString(page, "<!DOCTYPE html><html><body>Not found</body></html>");
    refused(CommandRun.of("inspect", page.toString()), "HTML");
  }

  @Test
  void aWeightThatIsNoNumberIsRefusedWhereverTheModelIsLoaded() throws IOException {
    Path broken = TinyModelDirectory.create(folder.resolve("nan"), 8192);
    Path file = broken.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(new byte[] {0, 0, (byte) 0xc0, 0x7f}, 0, bytes, bytes.length - 4, 4);
    Files.write(file, bytes);
    refused(CommandRun.of("generate", "--model", broken.toString(), "--prompt", "x"), "NaN");
    CommandRun report = CommandRun.of("inspect", "--weights", broken.toString());
    assertThat(report.out()).contains("NaN");
  }

  @Test
  void aRepositoryThatIsNoneIsRefusedBeforeAnyConnection() {
    refused(CommandRun.of("pull", "../etc/passwd"), "OWNER/NAME");
  }

  @Test
  void anEngineShapeThatIsNoneIsRefused() {
    refused(CommandRun.of("bench", "engine", "--shape", "1,2,3"), "1,2,3");
    refused(CommandRun.of("bench", "engine", "--shape", "0,0,0,0,0,0"), "0");
    refused(CommandRun.of("bench", "engine", "--shape", TINY, "--draft", "pld"), "clover2");
  }

  @Test
  void draftsAreTimedInTheOrderGiven() {
    CommandRun run =
        CommandRun.of(
            "bench",
            "engine",
            "--shape",
            TINY,
            "--draft",
            "sps,clover",
            "--draft",
            "sps",
            "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsSubsequence("\"draft\" : \"sps\"", "\"target_share\" : null")
        .containsSubsequence("\"draft\" : \"clover\"", "\"target_share\" : 0.3")
        .containsOnlyOnce("\"sps\"");
  }

  private static void refused(CommandRun run, String reason) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("trefoil: ").contains(reason);
  }
}
