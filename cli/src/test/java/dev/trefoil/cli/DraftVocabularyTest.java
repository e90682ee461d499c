package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.draft.DraftKind;
import dev.trefoil.bench.draft.RandomDraft;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From conversations to the vocabulary of a draft, and to answers with that draft.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DraftVocabularyTest {
  private static final int VOCABULARY = 8192;
  private static final int END = 2;

  private Path directory = Path.of("");
  private String target = "";
  private String data = "";
  private String plain = "";

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Path model = TinyModelDirectory.create(directory.resolve("target"), VOCABULARY);
    target = model.toString();
    ModelConfig config = ModelConfigReader.read(model.resolve("config.json"));
    for (DraftKind kind : DraftKind.values()) {
      try (RandomDraft draft = RandomDraft.of(kind, config, 3)) {
        draft.save(draft(kind), model);
      }
    }
    Files.writeString(draft(DraftKind.SD2).resolve("sd2.json"), "{}");
    data =
        Files.writeString(
                directory.resolve("data.jsonl"),
                """
                {"conversations": [{"from": "human", "value": "What is 2 plus 3?"}, {"from": "gpt", "value": "It is 5, since 2 and 3 are 5. It is so."}]}
                {"conversations": [{"from": "human", "value": "Count."}, {"from": "gpt", "value": "One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve."}]}
                """)
            .toString();
    plain = generate("--method", "vanilla").out();
  }

  private Path draft(DraftKind kind) {
    return directory.resolve(kind.label());
  }

  private CommandRun generate(String... options) {
    return run("generate --prompt Tom --max-new-tokens 16", options);
  }

  private CommandRun vocabulary(String... options) {
    return run("data vocabulary", options);
  }

  private CommandRun run(String command, String... options) {
    return CommandRun.of(
        Stream.of(
                Arrays.stream(command.split(" ")), Stream.of("--model", target), Stream.of(options))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static void failed(CommandRun run, int code, String... reasons) {
    assertThat(run.err()).contains(reasons);
    assertThat(run.exitCode()).isEqualTo(code);
  }

  @Test
  void theMostFrequentTokensAreWrittenWithTheirCoverage() {
    CommandRun all =
        vocabulary("--data", data, "--tokens", "500", "--out", "" + directory.resolve("all.json"));
    assertThat(all.exitCode()).as(all.err()).isZero();
    assertThat(all.err()).contains("different tokens occur; the draft proposes these, not 500");
    assertThat(all.out()).contains("they cover 100.00% of");
    VocabularyFile file = VocabularyFile.read(directory.resolve("all.json"));
    assertThat(file.targetSize()).isEqualTo(VOCABULARY);
    assertThat(file.coverage()).isEqualTo(1);
    assertThat(file.tokens()).contains(END);

    CommandRun few =
        vocabulary("--data", data, data, "--tokens", "3", "--out", "" + directory, "--json");
    assertThat(few.exitCode()).as(few.err()).isZero();
    JsonNode report = JsonMapper.shared().readTree(few.out());
    assertThat(report.get("out").stringValue()).endsWith(VocabularyFile.NAME);
    assertThat(report.get("tokens").intValue()).isEqualTo(3);
    assertThat(report.get("coverage").doubleValue()).isBetween(0.05, 0.9);
    int[] tokens = VocabularyFile.read(directory.resolve(VocabularyFile.NAME)).tokens();
    assertThat(tokens).hasSize(3).contains(END);
    assertThat(tokens[0]).isEqualTo(file.tokens()[0]);
  }

  @Test
  void preparedDataCountAsTheirFilesDo() throws IOException {
    String prepared = directory.resolve("prepared").toString();
    CommandRun preparing = run("data prepare", "--data", data, "--out", prepared);
    assertThat(preparing.exitCode()).as(preparing.err()).isZero();
    Path one = directory.resolve("one.json");
    Path two = directory.resolve("two.json");
    vocabulary("--data", data, "--tokens", "12", "--out", one.toString());
    vocabulary("--data", prepared, "--tokens", "12", "--out", two.toString());
    assertThat(Files.readString(two)).isEqualTo(Files.readString(one));
  }

  @Test
  void wrongUsageIsToldFromFailure() {
    String out = directory.resolve("never.json").toString();
    failed(vocabulary("--data", data, "--tokens", "0", "--out", out), 2, "at least 1");
    failed(vocabulary("--data", data, "--tokens", "8193", "--out", out), 2, "the model has 8192");
    failed(vocabulary("--data", data, "--tokens", "9", "--out", out, "--mask", "x"), 2, "llama-3");
    String nowhere = directory.resolve("absent/file.json").toString();
    failed(vocabulary("--data", data, "--tokens", "9", "--out", nowhere), 2, "does not exist");
    String none = directory.resolve("none.jsonl").toString();
    failed(
        vocabulary("--data", none, "--tokens", "9", "--out", out), 1, "none.jsonl: no such file");
    failed(
        vocabulary("--data", directory.toString(), "--tokens", "9", "--out", out),
        1,
        "without manifest.json");
    assertThat(Path.of(out)).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(DraftKind.class)
  void aVocabularyChangesNoAnswer(DraftKind kind) throws IOException {
    Path draft = draft(kind);
    String[] use = {"--method", kind.method(), "--draft", kind.method() + "=" + draft};
    boolean own = kind == DraftKind.EAGLE3;
    CommandRun without = generate(with(use, "4"));
    if (own) {
      assertThat(without.out()).isEqualTo(plain);
    } else {
      failed(without, 2, "there is no ", "make it with 'trefoil data vocabulary");
    }
    CommandRun made = vocabulary("--data", data, "--tokens", "20", "--out", draft.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    for (String[] options : new String[][] {use, with(use, "all"), with(use, "12")}) {
      CommandRun run = generate(options);
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).as(Arrays.toString(options)).isEqualTo(plain);
    }
    CommandRun inspected = CommandRun.of("inspect", draft.toString(), "--model", target);
    String line = "It proposes 20 frequent tokens (draft_vocabulary.json), ";
    assertThat(inspected.out().contains(line)).isEqualTo(!own);
    if (!own) {
      CommandRun tiny = generate(with(use, "2"));
      boolean needsMore = kind.method().equals("medusa") || kind.method().equals("hydra");
      assertThat(tiny.err().contains("wants 10 candidates of a vocabulary of 2"))
          .isEqualTo(needsMore);
      assertThat(tiny.out()).isEqualTo(needsMore ? "" : plain);
      failed(generate(with(use, "21")), 2, "lists 20; allowed are 1 to 20");
      Files.writeString(draft.resolve(VocabularyFile.NAME), "{\"kind\": \"other\"}");
      failed(generate(use), 1, VocabularyFile.NAME, "\"kind\" is \"other\"");
      assertThat(generate(with(use, "all")).out()).isEqualTo(plain);
    }
  }

  private static String[] with(String[] options, String vocabulary) {
    return Stream.concat(Stream.of(options), Stream.of("--draft-vocabulary", vocabulary))
        .toArray(String[]::new);
  }

  @Test
  void aNumberIsExpected() {
    failed(generate("--draft-vocabulary", "many"), 2, "'many'", "or 'all'");
    failed(generate("--draft-vocabulary", "0"), 2, "give 1 or more, or 'all'");
  }
}
