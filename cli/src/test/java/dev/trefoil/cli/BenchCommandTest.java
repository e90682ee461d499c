package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `trefoil bench` on a tiny model.
class BenchCommandTest {
  @TempDir static Path folder;
  static Path model;
  static Path questions;

  @BeforeAll
  static void createModelAndQuestions() throws IOException {
    model = TinyModelDirectory.create(folder.resolve("tiny"), 8192);
    questions = folder.resolve("q.jsonl");
    String passage = "The river runs past the mill and the mill stands by the river. ".repeat(60);
    Files.writeString(
        questions,
        """
        {"question_id": 81, "category": "writing", "turns": ["Write a line.", "And another one."]}
        {"question_id": 161, "category": "translation", "turns": ["Translate: guten Tag"]}
        {"question_id": 481, "category": "rag", "turns": ["%s What runs past the mill?"]}
        """
            .formatted(passage));
  }

  private static CommandRun bench(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("bench", "--model", model.toString()));
    arguments.addAll(List.of("--questions", questions.toString()));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of("--warm-up", "0"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonNode json(String text) {
    return JsonMapper.builder().build().readTree(text);
  }

  private static List<String> runs(String out) throws IOException {
    return Files.readAllLines(folder.resolve(out).resolve("runs.jsonl"));
  }

  @Test
  void theReportKeepsItsContractAndEveryFileIsThere() throws IOException {
    CommandRun run =
        bench("contract", "--methods", "pld", "--max-new-tokens", "12", "--repeats", "2", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode report = json(run.out());
    assertThat(report.propertyNames()).contains("machine", "model", "dtype", "seed", "methods");
    assertThat(report.get("questions").intValue()).isEqualTo(3);
    assertThat(report.get("truncated_questions").intValue()).isEqualTo(1);
    assertThat(report.get("command").stringValue()).startsWith("trefoil bench --model ");
    assertThat(report.get("methods").size()).isEqualTo(3);
    assertThat(report.get("methods").get(1).get("control").booleanValue()).isTrue();
    for (JsonNode method : report.get("methods")) {
      assertThat(method.get("identical").booleanValue()).isTrue();
      assertThat(method.get("per_category").propertyNames())
          .containsExactly("mt_bench", "translation", "rag");
    }
    Path out = folder.resolve("contract");
    assertThat(out.resolve("answers/tiny-vanilla.jsonl")).exists();
    assertThat(out.resolve("answers/tiny-pld.jsonl")).exists();
    assertThat(out.resolve("report.html")).content().contains("<!DOCTYPE html>");
    assertThat(json(Files.readString(out.resolve("report.json"))).get("model").stringValue())
        .isEqualTo("tiny");
    assertThat(runs("contract")).hasSize(3 * 2 * 2); // questions, methods with A/A, repeats
  }

  @Test
  void answerFilesCanBeComparedAndTimed() {
    CommandRun run = bench("answers", "--methods", "pld", "--max-new-tokens", "8");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String pld = folder.resolve("answers/answers/tiny-pld.jsonl").toString();
    String vanilla = folder.resolve("answers/answers/tiny-vanilla.jsonl").toString();
    CommandRun compare = CommandRun.of("compare", vanilla, pld);
    assertThat(compare.exitCode()).as(compare.out()).isZero();
    CommandRun speed =
        CommandRun.of(
            "speed", "--file", pld, "--base", vanilla, "--model", model.toString(), "--json");
    assertThat(speed.exitCode()).as(speed.err()).isZero();
    JsonNode overall = json(speed.out()).get("groups").get("overall");
    assertThat(overall.get("questions").intValue()).isEqualTo(3);
    assertThat(overall.get("decode_speedup").isNumber()).isTrue();
  }

  @Test
  void aSecondCallRunsOnlyWhatIsMissing() throws IOException {
    assertThat(bench("resume", "--methods", "pld", "--max-new-tokens", "8").exitCode()).isZero();
    List<String> first = runs("resume");
    // a kill in the middle of the third line
    Path log = folder.resolve("resume/runs.jsonl");
    String kept = first.get(0) + "\n" + first.get(1) + "\n";
    Files.writeString(log, kept + first.get(2).substring(0, 50));
    CommandRun again = bench("resume", "--methods", "pld", "--max-new-tokens", "8", "--json");
    assertThat(again.exitCode()).as(again.err()).isZero();
    List<String> second = runs("resume");
    assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
    assertThat(second).hasSameSizeAs(first);
    assertThat(keys(second)).isEqualTo(keys(first)).doesNotHaveDuplicates();
    CommandRun third = bench("resume", "--methods", "pld", "--max-new-tokens", "8", "--json");
    assertThat(runs("resume")).isEqualTo(second);
    JsonNode resumed = json(again.out()).get("methods");
    JsonNode complete = json(third.out()).get("methods");
    assertThat(complete.get(2).get("steps")).isEqualTo(resumed.get(2).get("steps"));
    assertThat(complete.get(2).get("speedup")).isEqualTo(resumed.get(2).get("speedup"));
  }

  private static List<String> keys(List<String> lines) {
    return lines.stream()
        .map(BenchCommandTest::json)
        .map(line -> line.get("question_id") + " " + line.get("method") + " " + line.get("repeat"))
        .toList();
  }

  @Test
  void otherSettingsAreRefusedUntilRestart() {
    assertThat(bench("settings", "--methods", "vanilla", "--max-new-tokens", "4").exitCode())
        .isZero();
    CommandRun other = bench("settings", "--methods", "vanilla", "--max-new-tokens", "5");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("max new tokens was 4, is 5", "--restart");
    CommandRun anew =
        bench("settings", "--methods", "vanilla", "--max-new-tokens", "5", "--restart");
    assertThat(anew.exitCode()).as(anew.err()).isZero();
  }

  @Test
  void aMethodCanBeAddedLater() throws IOException {
    assertThat(bench("added", "--methods", "vanilla", "--max-new-tokens", "4").exitCode()).isZero();
    List<String> before = runs("added");
    assertThat(before).hasSize(3);
    assertThat(bench("added", "--methods", "pld", "--max-new-tokens", "4").exitCode()).isZero();
    assertThat(runs("added")).hasSize(6).startsWith(before.toArray(String[]::new));
  }

  @Test
  void severalModelsHaveADirectoryEachAndOnePage() throws IOException {
    Path other = TinyModelDirectory.create(folder.resolve("other"), 8192);
    CommandRun run =
        bench(
            "two",
            "--model",
            other.toString(),
            "--methods",
            "pld",
            "--max-new-tokens",
            "4",
            "--limit",
            "1",
            "--categories",
            "translation",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(json(run.out()).size()).isEqualTo(2);
    assertThat(folder.resolve("two/other/report.json")).exists();
    assertThat(folder.resolve("two/tiny/answers/tiny-pld.jsonl")).exists();
    assertThat(folder.resolve("two/report.html")).content().contains("other", "tiny");
  }

  @Test
  void sampledAnswersAreMeasuredWithoutBeingCalledWrong() {
    CommandRun run =
        bench(
            "sampled",
            "--methods",
            "pld",
            "--max-new-tokens",
            "8",
            "--temperature",
            "1",
            "--seed",
            "3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("temperature 1.0");
  }

  @Test
  void badQuestionLinesAreListedBeforeAnythingRuns() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{}\nx\n");
    CommandRun run =
        CommandRun.of(
            "bench",
            "--model",
            model.toString(),
            "--questions",
            bad.toString(),
            "--out",
            folder.resolve("bad").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("bad.jsonl: 2 lines", "line 1:", "line 2:");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void mistakesAreToldWithTheRemedy() {
    assertThat(CommandRun.of("bench").exitCode()).isEqualTo(2);
    assertThat(bench("mistake", "--categories", "poetry").err()).contains("'poetry'", "rag");
    assertThat(bench("mistake", "--methods", "pdl").err()).contains("'pdl'", "'pld'");
    assertThat(bench("mistake", "--max-new-tokens", "512").err())
        .contains("context of tiny is 512", "allowed are 1 to 496");
    assertThat(bench("mistake", "--repeats", "0").err()).contains("0 repeats");
    assertThat(bench("mistake", "--methods", "sps").err()).contains("--draft");
  }
}
