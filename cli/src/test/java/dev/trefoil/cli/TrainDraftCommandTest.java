package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainDraftCommandTest {
  private static final int VOCABULARY = 8192;

  @TempDir Path folder;
  private Path target;
  private Path data;

  @BeforeEach
  void makeTargetAndData() throws IOException {
    target = TinyModelDirectory.create(folder.resolve("target"), VOCABULARY, 64);
    String line =
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"Say red\"},"
            + "{\"from\":\"gpt\",\"value\":\"red red red\"}]}\n";
    data = Files.writeString(folder.resolve("data.jsonl"), line.repeat(60));
  }

  private CommandRun run(String method, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("train", method, "--target", target.toString()));
    words.addAll(List.of("--data", data.toString(), "--out", out.toString(), "--threads", "1"));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clover2", "eagle", "eagle3"})
  void aRunEndsWithADraft(String method) throws IOException {
    Path out = folder.resolve("run");
    CommandRun run = run(method, out, "--steps", "2", "--batch", "2", "--log-every", "1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("memory: at most about")
        .contains("step 2 of 2")
        .contains("accepted length")
        .contains("done: the result is in");
    assertThat(Files.readString(out.resolve("draft/trefoil.json")))
        .contains("\"trefoil train " + method + " --target target --data data.jsonl")
        .doesNotContain(folder.toString());
    assertThat(out.resolve("draft/model.safetensors")).exists();
  }

  @Test
  void theSettingsOfARunAreTheConfigOfTheNext() throws IOException {
    Path first = folder.resolve("first");
    CommandRun run =
        run("eagle", first, "--steps", "2", "--batch", "2", "--rate", "1e-3", "--noise", "0.3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path settings = first.resolve("settings.json");
    assertThat(settings)
        .content()
        .contains("\"noise\" : 0.3")
        .contains("\"beta2\" : 0.95")
        .doesNotContain(folder.toString());
    Path second = folder.resolve("second");
    CommandRun again =
        run("eagle", second, "--config", settings.toString(), "--steps", "3", "--noise", "0");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(second.resolve("settings.json"))
        .content()
        .contains("\"rate\" : 0.001")
        .contains("\"batch\" : 2")
        .contains("\"steps\" : 3")
        .contains("\"noise\" : 0.0");
  }

  @Test
  void wrongUsageIsExitCodeTwo() throws IOException {
    Path out = folder.resolve("run");
    assertThat(CommandRun.of("train", "eagle", "--out", out.toString()).exitCode()).isEqualTo(2);
    assertThat(run("eagle", out, "--rate", "7").err()).contains("--rate 7.0");
    assertThat(run("eagle", out, "--schedule", "steep").exitCode()).isEqualTo(2);
    assertThat(run("clover2", out, "--heads", "0").err()).contains("--heads 0");
    assertThat(run("eagle3", out, "--mask", "none").exitCode()).isEqualTo(2);
    Path config = Files.writeString(folder.resolve("config.json"), "{\"rat\": 1}");
    CommandRun unknown = run("eagle", out, "--config", config.toString());
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("'rat' is no setting");
    Files.writeString(config, "{");
    assertThat(run("eagle", out, "--config", config.toString()).err()).contains("not JSON");
    assertThat(out).doesNotExist();
  }

  @Test
  void anotherTargetIsRefusedAtResume() throws IOException {
    Path out = folder.resolve("run");
    assertThat(run("eagle", out, "--steps", "2", "--batch", "2").exitCode()).isZero();
    target = TinyModelDirectory.create(folder.resolve("other"), VOCABULARY, 32);
    CommandRun resumed = run("eagle", out, "--steps", "3", "--batch", "2", "--resume");
    assertThat(resumed.exitCode()).isEqualTo(1);
    assertThat(resumed.err()).contains("target ").contains(" there, ").contains(" here");
  }
}
