package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.Golden;
import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `trefoil speed` and `trefoil compare` on recorded answer files.
class AnswerFileCommandsTest {
  @TempDir static Path folder;
  static Path golden;

  @BeforeAll
  static void unpack() {
    golden = Golden.root("eval");
  }

  private static String answers(String name) throws IOException {
    Path plain = golden.resolve(name + ".jsonl");
    Path file = folder.resolve(name + ".jsonl");
    if (Files.exists(plain)) {
      return plain.toString();
    }
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(golden.resolve(name + ".jsonl.gz")))) {
      Files.write(file, in.readAllBytes());
    }
    return file.toString();
  }

  private static String pair(String name) {
    return golden.resolve("equal").resolve(name + ".jsonl").toString();
  }

  private static JsonNode json(CommandRun run) {
    return JsonMapper.builder().build().readTree(run.out());
  }

  @Test
  void compatPrintsTheOriginalsNumbers() throws IOException {
    CommandRun run =
        CommandRun.of(
            "speed",
            "--file",
            answers("specbench_method"),
            "--base",
            answers("specbench_baseline"),
            "--mode",
            "compat",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode overall = json(run).get("groups").get("overall");
    assertThat(overall.get("speedup").doubleValue()).isBetween(2.7751559, 2.7751560);
    assertThat(overall.get("steps").longValue()).isEqualTo(3160);
  }

  @Test
  void severalRunsHaveMeanAndDeviation() throws IOException {
    CommandRun run =
        CommandRun.of(
            "speed",
            "--file",
            answers("specbench_method"),
            "--file",
            answers("specbench_method_run2"),
            "--file",
            answers("specbench_method_run3"),
            "--base",
            answers("specbench_baseline"),
            answers("specbench_baseline_run2"),
            answers("specbench_baseline_run3"),
            "--mode",
            "compat",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode speedup = json(run).get("groups").get("rag").get("speedup");
    assertThat(speedup.get("mean").doubleValue()).isBetween(2.729706, 2.729707);
    assertThat(speedup.get("sample_std").doubleValue()).isBetween(0.048817, 0.048818);
  }

  @Test
  void strictIsTheDefaultAndATokenizerMayCount() throws IOException {
    String method = answers("specbench_method");
    String baseline = answers("specbench_baseline");
    CommandRun words = CommandRun.of("speed", "--file", method, "--base", baseline);
    assertThat(words.out()).contains("mode strict", "words between white space", "overall");
    CommandRun tokens =
        CommandRun.of(
            "speed",
            "--file",
            method,
            "--base",
            baseline,
            "--model",
            TinyModelDirectory.DEMO.toString(),
            "--json");
    assertThat(tokens.exitCode()).as(tokens.err()).isZero();
    assertThat(json(tokens).get("groups").get("overall").get("tokens").longValue())
        .isGreaterThan(9000);
  }

  @Test
  void cloverScoresAreOfItsBlocks() throws IOException {
    CommandRun run =
        CommandRun.of(
            "speed",
            "--file",
            answers("clover_method"),
            "--base",
            answers("clover_baseline"),
            "--mode",
            "clover",
            "--json");
    assertThat(json(run).get("blocks").get("qa").get("tau").doubleValue())
        .isBetween(3.3341, 3.3342);
  }

  @Test
  void filesOfDifferentLengthsAreRefusedWithTheMissingQuestions() {
    CommandRun run =
        CommandRun.of(
            "speed",
            "--file",
            pair("second_file_shorter_2"),
            "--base",
            pair("second_file_shorter_1"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("not to the same questions", "missing in");
  }

  @Test
  void oneBaselineForEachFile() {
    CommandRun run =
        CommandRun.of(
            "speed",
            "--file",
            pair("identical_1"),
            pair("identical_2"),
            "--base",
            pair("identical_1"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("2 --file but 1 --base");
  }

  @Test
  void equalFilesExitWithZero() {
    CommandRun run = CommandRun.of("compare", pair("identical_1"), pair("identical_2"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Result totally Equal!");
  }

  @Test
  void aDifferenceIsShownAndExitsWithOne() {
    CommandRun run =
        CommandRun.of("compare", pair("one_word_changed_1"), pair("one_word_changed_2"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("Not Equal!", "first difference: question ", ", turn 1, char");
    CommandRun asJson =
        CommandRun.of("compare", pair("one_word_changed_1"), pair("one_word_changed_2"), "--json");
    JsonNode result = json(asJson).get("result");
    assertThat(result.get("equal").booleanValue()).isFalse();
    assertThat(result.get("first").get("question_id").isIntegralNumber()).isTrue();
  }

  @Test
  void surplusLinesAreToldInBothModes() {
    String[] files = {pair("second_file_shorter_1"), pair("second_file_shorter_2")};
    CommandRun strict = CommandRun.of("compare", files[0], files[1]);
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.out()).contains("only in " + files[0]);
    CommandRun compat = CommandRun.of("compare", files[0], files[1], "--mode", "compat");
    assertThat(compat.exitCode()).isZero();
    assertThat(compat.out()).contains("Result totally Equal!", "compat ignores them");
  }

  @Test
  void aFileThatIsNoAnswerFileIsRefusedByLine() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{}\n");
    CommandRun run = CommandRun.of("compare", bad.toString(), pair("identical_1"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad.jsonl", "line 1");
  }
}
