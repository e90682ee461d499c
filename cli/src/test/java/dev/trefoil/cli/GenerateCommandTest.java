package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
  private static final int VOCABULARY = 8192;

  @TempDir static Path folder;
  static Path model;

  @BeforeAll
  static void createModel() throws IOException {
    model = TinyModelDirectory.create(folder.resolve("tiny"), VOCABULARY);
  }

  private static CommandRun generate(String... more) {
    String[] arguments = new String[more.length + 5];
    arguments[0] = "generate";
    arguments[1] = "--model";
    arguments[2] = model.toString();
    arguments[3] = "--max-new-tokens";
    arguments[4] = "24";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(arguments);
  }

  private static JsonNode json(String line) {
    return JsonMapper.builder().build().readTree(line);
  }

  @Test
  void speculationAnswersWithTheSameTokens() {
    String prompt = "one two three one two three one two three";
    for (String dtype : List.of("f32", "bf16", "int8")) {
      CommandRun plain = generate("--prompt", prompt, "--json", "--dtype", dtype);
      CommandRun fast = generate("--prompt", prompt, "--json", "--dtype", dtype, "--method", "pld");
      assertThat(plain.exitCode()).as(plain.err()).isZero();
      assertThat(json(fast.out()).get("tokens")).isEqualTo(json(plain.out()).get("tokens"));
      assertThat(json(plain.out()).get("tokens").size()).isEqualTo(24);
    }
  }

  @Test
  void theLinesOfAPromptFileAreDecodedTogetherAndAnswerAsAlone() throws IOException {
    Path file = folder.resolve("prompts.txt");
    Files.writeString(file, "first prompt\n\nsecond, rather longer, prompt\nthird\n");
    CommandRun together = generate("--prompt-file", file.toString(), "--json");
    List<String> lines = together.out().lines().toList();
    assertThat(lines).hasSize(3);
    CommandRun alone = generate("--prompt", "second, rather longer, prompt", "--json");
    assertThat(json(lines.get(1)).get("tokens")).isEqualTo(json(alone.out()).get("tokens"));
  }

  @Test
  void streamedTextEqualsTheWholeText() {
    CommandRun streamed = generate("--prompt", "tell me");
    CommandRun whole = generate("--prompt", "tell me", "--no-stream");
    assertThat(streamed.out()).isEqualTo(whole.out()).isNotBlank();
  }

  @Test
  void aStopStringCutsTheAnswerBeforeIt() {
    String text = json(generate("--prompt", "tell me", "--json").out()).get("text").stringValue();
    String stop = text.substring(text.length() / 2, text.length() / 2 + 2);
    JsonNode stopped = json(generate("--prompt", "tell me", "--json", "--stop", stop).out());
    assertThat(stopped.get("text").stringValue()).isEqualTo(text.substring(0, text.indexOf(stop)));
    assertThat(stopped.get("finish_reason").stringValue()).isEqualTo("stop_string");
  }

  @Test
  void aFullContextEndsWithReasonLength() {
    CommandRun run =
        CommandRun.of(
            "generate",
            "--model",
            model.toString(),
            "--prompt",
            "x",
            "--max-new-tokens",
            "2147483647",
            "--json",
            "--method",
            "pld");
    JsonNode answer = json(run.out());
    assertThat(answer.get("finish_reason").stringValue()).isIn("length", "stop_token");
    assertThat(answer.get("prompt_tokens").intValue() + answer.get("new_tokens").intValue())
        .isLessThanOrEqualTo(TinyModelDirectory.CONTEXT);
  }

  @Test
  void badPromptsAreOneClearLineAndExitCodeOne() throws IOException {
    refused(generate("--prompt", "  "), "a prompt is empty");
    refused(generate("--prompt", "word ".repeat(2000)), "the model's context is 512");
    Path file = folder.resolve("latin1.txt");
    Files.write(file, new byte[] {'g', 'r', (byte) 0xfc, 'n', '\n'});
    refused(generate("--prompt-file", file.toString()), "not UTF-8: byte 0xfc at offset 2");
    refused(generate("--prompt-file", folder.resolve("absent").toString()), "no such file");
    Files.writeString(folder.resolve("blank.txt"), "\n \n");
    refused(generate("--prompt-file", folder.resolve("blank.txt").toString()), "no prompt");
  }

  @Test
  void oneBadPromptOfSeveralIsNamed() throws IOException {
    Path file = folder.resolve("mixed.txt");
    Files.writeString(file, "fine\n" + "word ".repeat(2000) + "\n");
    refused(generate("--prompt-file", file.toString()), "prompt 2 of 2");
  }

  @Test
  void aTokenizerOfALargerVocabularyIsRefused() throws IOException {
    Path small = TinyModelDirectory.create(folder.resolve("small"), 4096);
    CommandRun run = CommandRun.of("generate", "--model", small.toString(), "--prompt", "x");
    refused(run, "4096");
  }

  @Test
  void aModelWithMoreRowsThanItsTokenizerHasTokensAnswers() throws IOException {
    Path padded = TinyModelDirectory.create(folder.resolve("padded"), 40_000);
    CommandRun run =
        CommandRun.of("generate", "--model", padded.toString(), "--prompt", "tell me", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(json(run.out()).get("tokens").valueStream().anyMatch(t -> t.intValue() >= 8192))
        .as("the test means nothing unless such an id is generated")
        .isTrue();
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(generate().exitCode()).isEqualTo(2);
    assertThat(generate("--no-such-option").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("generate", "--max-new-tokens", "many").exitCode()).isEqualTo(2);
  }

  @Test
  void unknownNamesAreRefusedWithTheChoices() {
    refused(generate("--prompt", "x", "--method", "magic"), "vanilla, pld");
    refused(generate("--prompt", "x", "--dtype", "int3"), "f32, bf16 and int8");
    refused(CommandRun.of("generate", "--model", "nowhere", "--prompt", "x"), "nowhere");
  }

  private static void refused(CommandRun run, String reason) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("trefoil: ").contains(reason);
  }
}
