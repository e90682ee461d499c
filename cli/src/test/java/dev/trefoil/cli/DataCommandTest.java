package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataCommandTest {
  @TempDir private Path folder;
  private String model;
  private String data;

  @BeforeEach
  void createFiles() throws IOException {
    model = TinyModelDirectory.create(folder.resolve("model"), 8192, 128).toString();
    data =
        Files.writeString(
                folder.resolve("data.jsonl"),
                """
                {"conversations": [{"from": "human", "value": "What is 2 plus 3?"}, {"from": "gpt", "value": "It is 5."}]}
                {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": " "}]}
                {"conversations": [{"from": "alien", "value": "Hi"}]}
                {"conversations": [{"from": "human", "value": "Again"}, {"from": "gpt", "value": "Yes."}, {"from": "gpt", "value": ""}]}
                """)
            .toString();
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private static JsonNode json(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  private static void failed(CommandRun run, int code, String reason) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(reason);
  }

  @Test
  void theThreeCommandsHandTheirResultsOn() throws IOException {
    JsonNode answers =
        json(
            CommandRun.of(
                "data",
                "regenerate",
                "--model",
                model,
                "--data",
                data,
                "--out",
                out("answers"),
                "--max-new-tokens",
                "8",
                "--method",
                "pld",
                "--batch",
                "2",
                "--dtype",
                "f32",
                "--budget",
                "4",
                "--json"));
    assertThat(answers.get("answers").intValue()).isEqualTo(2);
    assertThat(answers.get("lost").get("unknown role").intValue()).isEqualTo(1);
    assertThat(answers.get("run_new_tokens").intValue()).isPositive();
    String shard = out("answers/shard-00000.jsonl");
    JsonNode prepared =
        json(
            CommandRun.of(
                "data",
                "prepare",
                "--model",
                model,
                "--data",
                shard,
                "--out",
                out("prepared"),
                "--json"));
    assertThat(prepared.get("conversations").intValue()).isEqualTo(2);
    assertThat(prepared.get("mask").stringValue()).isEqualTo("assistant");
    JsonNode features =
        json(
            CommandRun.of(
                "data",
                "features",
                "--model",
                model,
                "--data",
                out("prepared"),
                "--out",
                out("features"),
                "--dtype",
                "f32",
                "--layers",
                "post-norm,1",
                "--json"));
    assertThat(features.get("tokens")).isEqualTo(prepared.get("tokens"));
    assertThat(Files.size(folder.resolve("features/shard-00000.safetensors")))
        .isEqualTo(features.get("bytes").longValue());
  }

  @Test
  void featuresPrepareAFileThemselvesAndSayTheSizeFirst() {
    CommandRun run =
        CommandRun.of(
            "data",
            "features",
            "--model",
            model,
            "--data",
            data,
            "--out",
            out("features"),
            "--dtype",
            "f32");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).containsPattern("tokens give [\\d,]+ bytes");
    assertThat(run.out()).contains("hidden_state_onnorm, hidden_state of");
    assertThat(folder.resolve("features/prepared/manifest.json")).exists();
  }

  @Test
  void whatWasMendedAndDroppedIsSaid() {
    CommandRun run =
        CommandRun.of("data", "prepare", "--model", model, "--data", data, "--out", out("p"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("2 conversations", "mask assistant")
        .contains("1 dropped: unknown role", "1 dropped: no answer of the assistant")
        .contains("1 mended: empty turn removed");
    CommandRun again =
        CommandRun.of("data", "prepare", "--model", model, "--data", data, "--out", out("p"));
    assertThat(again.out()).contains("1 shards (1 kept)");
    failed(
        CommandRun.of(
            "data",
            "prepare",
            "--model",
            model,
            "--data",
            data,
            "--out",
            out("p"),
            "--defects",
            "drop"),
        1,
        "defects was mend, is drop");
    CommandRun other =
        CommandRun.of(
            "data",
            "prepare",
            "--model",
            model,
            "--data",
            data,
            "--out",
            out("p"),
            "--template",
            "vicuna_v1.1",
            "--restart");
    assertThat(other.out()).contains("mask vicuna");
  }

  @Test
  void wrongUsageIsToldFromFailure() {
    failed(CommandRun.of("data"), 2, "data what?");
    failed(prepare("--mask", "mine"), 2, "allowed are assistant, vicuna, llama-3, all");
    failed(prepare("--overlong", "fold"), 2, "allowed are cut and drop");
    failed(prepare("--template", "mine"), 2, "vicuna_v1.1");
    failed(prepare("--shard-tokens", "0"), 2, "1 to 200000000");
    failed(features("--layers", "9"), 2, "numbers from 0 to 2");
    failed(features("--store", "int8"), 2, "allowed are bf16 and f32");
    failed(regenerate("--max-new-tokens", "128"), 2, "--max-new-tokens");
    failed(regenerate("--limit", "0"), 2, "at least 1");
    failed(regenerate("--method", "pdl"), 2, "did you mean 'pld'");
    data = out("none.json");
    failed(prepare("--mask", "all"), 1, "none.json: no such file");
    failed(regenerate("--max-new-tokens", "8"), 1, "none.json: no such file");
  }

  private CommandRun prepare(String option, String value) {
    return CommandRun.of(
        "data", "prepare", "--model", model, "--data", data, "--out", out("x"), option, value);
  }

  private CommandRun features(String option, String value) {
    return CommandRun.of(
        "data", "features", "--model", model, "--data", data, "--out", out("x"), option, value);
  }

  private CommandRun regenerate(String option, String value) {
    return CommandRun.of(
        "data", "regenerate", "--model", model, "--data", data, "--out", out("x"), option, value);
  }
}
