package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `trefoil train` of the drafts that are heads or exits, on a model that `trefoil train lm` made.
class TrainHeadsCommandsTest {
  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void trainATarget() throws IOException {
    String line =
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"Say red\"},"
            + "{\"from\":\"gpt\",\"value\":\"red red green blue\"}]}\n";
    data = Files.writeString(folder.resolve("data.jsonl"), line.repeat(20));
    List<String> words =
        new ArrayList<>(List.of("train", "lm", "--data", data.toString(), "--out"));
    words.addAll(List.of(folder.resolve("lm").toString(), "--steps", "1", "--threads", "1"));
    words.addAll(List.of("--tokenizer", Path.of("..", "models", "demo", "target").toString()));
    words.addAll(List.of("--hidden", "16", "--layers", "2", "--heads", "2", "--kv-heads", "2"));
    words.addAll(List.of("--ffn", "32", "--context", "48", "--batch-rows", "2"));
    assertThat(CommandRun.of(words.toArray(String[]::new)).exitCode()).isZero();
  }

  private static CommandRun train(String method, Path out, List<String> more) {
    List<String> words =
        new ArrayList<>(
            List.of("train", method, "--target", folder.resolve("lm/model").toString()));
    words.addAll(List.of("--data", data.toString(), "--out", out.toString(), "--threads", "1"));
    words.addAll(more);
    return CommandRun.of(words.toArray(String[]::new));
  }

  /// Method, its own options, a setting that stands in the provenance, a wrong option.
  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(
            "medusa", "--shared-outputs --heads=2", "\"shared-outputs\" : true", "--heads=0"),
        Arguments.of("hydra", "--layers=2 --dropout=0.1", "\"dropout\" : 0.1", "--dropout=1"),
        Arguments.of("clover", "--activation=none", "\"none\"", "--similarity=dot"),
        Arguments.of("sorted", "--layers=2 --exits=1,2", "\"soft\"", "--exits=one"));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRunEndsWithADraftThatSaysHowItWasMade(
      String method, String options, String setting, String wrong) throws IOException {
    Path out = folder.resolve(method);
    List<String> own = new ArrayList<>(List.of(options.split(" ", -1)));
    own.addAll(List.of("--steps", "2", "--batch", "2", "--accumulate", "1"));
    CommandRun run = train(method, out, own);
    assertThat(run.err()).contains("step 2 ", "accepted length", "top-1");
    assertThat(run.exitCode()).isZero();
    assertThat(out.resolve("draft/config.json")).exists();
    assertThat(Files.readString(out.resolve("draft/trefoil.json")))
        .contains(setting, "_top1", "trefoil train " + method);

    CommandRun same =
        train(method, folder.resolve(method + "2"), List.of("--config", out + "/settings.json"));
    assertThat(same.err()).contains("step 2 ", "accepted length", "top-1");
    assertThat(same.exitCode()).isZero();
    Path weights = weights(out.resolve("draft"));
    assertThat(folder.resolve(method + "2/draft").resolve(weights.getFileName()))
        .hasSameBinaryContentAs(weights);

    CommandRun refused = train(method, folder.resolve("nowhere"), List.of(wrong));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains(wrong.substring(0, wrong.indexOf('=')), "allowed");
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  private static Path weights(Path draft) throws IOException {
    try (Stream<Path> files = Files.list(draft)) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .findFirst()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void helpHasThreeExamples(String method, String options, String setting, String wrong) {
    CommandRun run = CommandRun.of("train", method, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().split("  trefoil train " + method + " ", -1)).hasSize(4);
  }
}
