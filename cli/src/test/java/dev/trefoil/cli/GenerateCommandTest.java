package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
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
    wrongUsage(generate("--prompt", "x", "--method", "magic"), "vanilla, pld");
    wrongUsage(generate("--prompt", "x", "--dtype", "int3"), "f32, bf16 and int8");
    wrongUsage(CommandRun.of("generate", "--model", "nowhere", "--prompt", "x"), "nowhere");
  }

  private static void refused(CommandRun run, String reason) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("trefoil: ").contains(reason);
  }

  private static void wrongUsage(CommandRun run, String reason) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip().lines()).as("no page of help in the way").hasSize(2);
    assertThat(run.err()).startsWith("trefoil: ").contains(reason).contains("--help'");
  }

  @Test
  void sampledAnswersComeAgainWithTheirSeedWhateverProposes() {
    String[] sampled = {
      "--prompt", "one two one two one", "--json", "--temperature", "1", "--top-k", "40", "--seed"
    };
    JsonNode first = json(generate(with(sampled, "5")).out()).get("tokens");
    assertThat(json(generate(with(sampled, "5")).out()).get("tokens")).isEqualTo(first);
    assertThat(json(generate(with(sampled, "6")).out()).get("tokens")).isNotEqualTo(first);
    for (String method : List.of("pld", "sam", "recycling", "lookahead")) {
      assertThat(json(generate(with(sampled, "5", "--method", method)).out()).get("tokens"))
          .as(method)
          .isEqualTo(first);
    }
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  @Test
  void aDraftModelAnswersWithTheSameTokensAndAnotherVocabularyIsRefused() throws IOException {
    String prompt = "one two three one two three";
    CommandRun plain = generate("--prompt", prompt, "--json");
    CommandRun fast =
        generate(
            "--prompt",
            prompt,
            "--json",
            "--method",
            "sps",
            "--draft",
            model.toString(),
            "--budget",
            "paper");
    assertThat(fast.exitCode()).as(fast.err()).isZero();
    assertThat(json(fast.out()).get("tokens")).isEqualTo(json(plain.out()).get("tokens"));
    assertThat(json(fast.out()).get("steps").intValue()).isLessThan(24);
    Path other = TinyModelDirectory.create(folder.resolve("other"), VOCABULARY);
    Path tokenizer = other.resolve("tokenizer.json");
    Files.writeString(tokenizer, Files.readString(tokenizer).replace("<|pad|>", "<|void|>"));
    CommandRun refused =
        generate("--prompt", prompt, "--method", "sps", "--draft", other.toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("token 0 is '<|void|>' here and '<|pad|>' in the target");
    assertThat(generate("--prompt", prompt, "--method", "sps").err())
        .contains("sps needs a draft: --draft sps=PATH");
  }

  @Test
  void impossibleSamplingIsWrongUsage() {
    String[][] wrong = {
      {"--temperature", "-1"},
      {"--temperature", "NaN"},
      {"--top-p", "0"},
      {"--top-p", "1.5"},
      {"--top-k", "-2"},
      {"--min-p", "2"},
      {"--repetition-penalty", "0"},
      {"--budget", "many"},
      {"--method", "plld"},
      {"--dtype", "fp4"},
    };
    for (String[] options : wrong) {
      CommandRun run = generate(with(new String[] {"--prompt", "x"}, options));
      assertThat(run.exitCode()).as(String.join(" ", options)).isEqualTo(2);
      assertThat(run.err()).as(String.join(" ", options)).startsWith("trefoil: ");
    }
    assertThat(generate("--prompt", "x", "--logit-bias", "9999=1").err())
        .contains("logit bias for token 9999; the model's ids are 0 to 8191");
  }

  @Test
  void treesAreDrawnAndTheGainIsSaid() {
    CommandRun run =
        generate(
            "--prompt",
            "one two one two one two",
            "--method",
            "recycling",
            "--trace-tree",
            "--stats",
            "--budget",
            "8");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("step 1: ").contains("proposed").contains("plain decoding");
  }

  @Test
  void logprobsComeWithEachToken() {
    JsonNode answer = json(generate("--prompt", "x y", "--json", "--logprobs", "3").out());
    assertThat(answer.get("logprobs").size()).isEqualTo(answer.get("tokens").size());
    JsonNode first = answer.get("logprobs").get(0);
    assertThat(first.get("token")).isEqualTo(answer.get("tokens").get(0));
    assertThat(first.get("top").size()).isEqualTo(3);
    assertThat(first.get("top").get(0).get("logprob")).as("greedy").isEqualTo(first.get("logprob"));
  }
}
