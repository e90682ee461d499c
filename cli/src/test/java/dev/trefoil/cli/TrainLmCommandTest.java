package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;
import static org.junit.jupiter.api.condition.OS.MAC;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

class TrainLmCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    String line =
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"Say red\"},"
            + "{\"from\":\"gpt\",\"value\":\"red red\"}]}\n";
    data = Files.writeString(folder.resolve("data.jsonl"), line.repeat(100));
  }

  private List<String> arguments(Path out, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "lm", "--data", data.toString(), "--out", out.toString()));
    words.addAll(List.of("--tokenizer", Path.of("..", "models", "demo", "target").toString()));
    words.addAll(List.of("--hidden", "32", "--layers", "1", "--heads", "2", "--kv-heads", "2"));
    words.addAll(List.of("--ffn", "64", "--context", "32", "--batch-rows", "2", "--threads", "1"));
    words.addAll(List.of(more));
    return words;
  }

  private CommandRun run(Path out, String... more) {
    return CommandRun.of(arguments(out, more).toArray(String[]::new));
  }

  @Test
  void aRunEndsWithAModelAndItsProvenance() throws IOException {
    Path out = folder.resolve("run");
    CommandRun run = run(out, "--steps", "4", "--valid", data.toString(), "--log-every", "1");
    assertThat(run.err()).contains("step 4 of 4").contains("validation loss").contains("tokens/s");
    assertThat(run.exitCode()).isZero();
    assertThat(out.resolve("model/model.safetensors")).exists();
    assertThat(Files.readString(out.resolve("model/trefoil.json")))
        .contains("\"trefoil train lm --data data.jsonl --out run --tokenizer")
        .doesNotContain(folder.toString());

    CommandRun again = run(out, "--steps", "4");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("--resume");

    Path copy = folder.resolve("copy");
    Path checkpoint = out.resolve("checkpoints/step-0000000004");
    CommandRun export =
        CommandRun.of(
            "train", "lm", "--export-from", checkpoint.toString(), "--out", copy.toString());
    assertThat(export.exitCode()).isZero();
    assertThat(copy.resolve("config.json")).exists();
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    Path out = folder.resolve("run");
    assertThat(CommandRun.of("train", "lm", "--out", out.toString()).exitCode()).isEqualTo(2);
    assertThat(run(out, "--steps", "4", "--tokens", "100").exitCode()).isEqualTo(2);
    assertThat(run(out, "--steps", "4", "--rate", "7").err()).contains("--rate 7.0");
    assertThat(run(out, "--loss", "none").exitCode()).isEqualTo(2);
    assertThat(run(out, "--layers", "2").err()).contains("only once");
    assertThat(run(out, "--dtype", "int3").exitCode()).isEqualTo(2);
    assertThat(run(out, "--row-tokens", "64").exitCode()).isEqualTo(2);
  }

  @Test
  void aMissingFileIsOneClearLine() throws IOException {
    Files.delete(data);
    CommandRun run = run(folder.resolve("run"), "--steps", "4");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("no such file");
  }

  @Test
  @EnabledOnOs({LINUX, MAC})
  void controlCWritesACheckpointAndSaysHowToGoOn() throws IOException, InterruptedException {
    Signals.assumeInterruptsArrive();
    Path out = folder.resolve("run");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trefoil.cli.Trefoil"));
    command.addAll(arguments(out, "--steps", "1000000", "--log-every", "1"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.startsWith("step ")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(line).as("first step after " + lines).isNotNull();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      lines.addAll(output.lines().toList());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(lines.getLast()).startsWith("stopped at step").contains("--resume");
    } finally {
      process.destroyForcibly();
    }
    CommandRun resumed = run(out, "--steps", "1", "--resume");
    assertThat(resumed.err()).contains("continuing from step-");
    assertThat(resumed.exitCode()).isZero();
  }
}
