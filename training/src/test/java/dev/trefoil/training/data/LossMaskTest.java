package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.testing.Golden;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Turn.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published masks, token by token: a tokenizer of single letters makes them countable.
class LossMaskTest {
  private static final String[] LLAMA_3_TOKENS = {
    "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"
  };
  private static final Conversation TWO_TURNS = conversation("Hi", "Yo!", "Again?", "No.");

  @TempDir private Path directory;

  private static Conversation conversation(String... texts) {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      turns.add(new Turn(i % 2 == 0 ? Role.USER : Role.ASSISTANT, texts[i]));
    }
    return new Conversation(turns);
  }

  private Tokenizer tokenizerOf(String template) throws IOException {
    return switch (template) {
      case "vicuna_v1.1", "llama-2" -> CharacterTokenizer.create(directory, "<s>", "<s>", "</s>");
      case "llama-3" -> CharacterTokenizer.create(directory, "<|begin_of_text|>", LLAMA_3_TOKENS);
      default -> throw new IllegalArgumentException(template);
    };
  }

  private EncodedConversation encode(Tokenizer tokenizer, String name, Conversation conversation) {
    ChatTemplate template = ChatTemplate.builtIn(name);
    LossScope scope = LossScope.publishedFor(template);
    return new ConversationEncoder(tokenizer, template, scope).encode(conversation);
  }

  /// The text with every run of marked tokens in brackets.
  private static String bracketed(Tokenizer tokenizer, EncodedConversation encoded) {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < encoded.ids().length; i++) {
      if (encoded.trained()[i] != inside) {
        text.append(inside ? ']' : '[');
        inside = !inside;
      }
      text.append(tokenizer.decode(encoded.ids(), i, i + 1, true));
    }
    return text.append(inside ? "]" : "").toString();
  }

  private String marked(String name, Conversation conversation) throws IOException {
    try (Tokenizer tokenizer = tokenizerOf(name)) {
      return bracketed(tokenizer, encode(tokenizer, name, conversation));
    }
  }

  @Test
  void vicunaCountsWhatFollowsEachAssistantColonAndTheEnd() throws IOException {
    assertThat(marked("vicuna_v1.1", TWO_TURNS))
        .isEqualTo(
            "<s>A chat between a curious user and an artificial intelligence assistant. The"
                + " assistant gives helpful, detailed, and polite answers to the user's questions."
                + " USER: Hi ASSISTANT:[ Yo!</s>]USER: Again? ASSISTANT:[ No.</s>]");
  }

  @Test
  void vicunaStopsWhereSomebodyWroteItsMark() throws IOException {
    assertThat(marked("vicuna_v1.1", conversation("a", "b", "c ASSISTANT: d", "e", "f", "g")))
        .endsWith(
            " USER: a ASSISTANT:[ b</s>]USER: c ASSISTANT: d ASSISTANT: e</s>USER: f ASSISTANT: g</s>");
    assertThat(marked("vicuna_v1.1", conversation("a", "b ASSISTANT: x"))).doesNotContain("[");
  }

  @Test
  void llama3CountsFromTheLastPromptTokenAndCutsAllAnswersButTheLast() throws IOException {
    assertThat(marked("llama-3", TWO_TURNS))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n[\nYo]!<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nAgain?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n[\nNo.<|eot_id|>]");
  }

  @Test
  void otherTemplatesCountAnswersAndTheirEnds() throws IOException {
    assertThat(marked("llama-2", conversation("Hi", "Yo!")))
        .isEqualTo("<s>[INST] Hi [/INST][ Yo! </s><s>]");
  }

  @Test
  void anAnswerThatALimitCutHasNoEnd() throws IOException {
    Conversation cut =
        new Conversation(
            List.of(new Turn(Role.USER, "Count"), new Turn(Role.ASSISTANT, "1 2 3 ", true)));
    assertThat(marked("vicuna_v1.1", cut)).endsWith("USER: Count ASSISTANT:[ 1 2 3]");
    assertThat(marked("llama-3", cut)).endsWith("assistant<|end_header_id|>\n[\n1 2 3]");
  }

  @Test
  void marksBehindTheLimitMayBeMissingButNoneBeforeIt() throws IOException {
    try (Tokenizer tokenizer = tokenizerOf("llama-3")) {
      ConversationEncoder encoder =
          new ConversationEncoder(tokenizer, ChatTemplate.builtIn("llama-3"), LossScope.ASSISTANT);
      Conversation many = conversation("a", "b", "c", "d", "e", "f", "g", "h");
      EncodedConversation whole = encoder.encode(many);
      for (int limit = 1; limit < whole.ids().length; limit++) {
        EncodedConversation limited = encoder.encode(many, limit);
        assertThat(limited.ids()).isEqualTo(whole.ids());
        for (int i = 0; i < limit; i++) {
          assertThat(limited.trained()[i]).isEqualTo(whole.trained()[i]);
        }
      }
    }
  }

  @Test
  void namesAreReadAndOthersRefused() {
    for (LossScope scope : LossScope.values()) {
      assertThat(LossScope.parse(scope.label())).isEqualTo(scope);
    }
    assertThatThrownBy(() -> LossScope.parse("user")).hasMessageContaining("llama-3");
  }

  static Stream<JsonNode> goldenPrompts() throws IOException {
    Path file = Golden.root("eval").resolve("prompts.json");
    return JsonMapper.shared().readTree(Files.readString(file)).path("cases").valueStream();
  }

  /// Marks of the last answer begin where the recorded prompt ends; Llama 3's one token before.
  @ParameterizedTest
  @MethodSource("goldenPrompts")
  void marksBeginWhereTheRecordedPromptsEnd(JsonNode recorded) throws IOException {
    List<Turn> turns = new ArrayList<>();
    if (!recorded.path("system_message").isNull()) {
      turns.add(new Turn(Role.SYSTEM, recorded.path("system_message").stringValue()));
    }
    boolean open = false;
    for (JsonNode turn : recorded.path("turns")) {
      turns.add(new Turn(Role.USER, turn.path(0).stringValue()));
      open = turn.path(1).isNull();
      turns.add(new Turn(Role.ASSISTANT, open ? "The answer." : turn.path(1).stringValue()));
    }
    String name = recorded.path("template").stringValue();
    String prompt = recorded.path("prompt").stringValue();
    try (Tokenizer tokenizer = tokenizerOf(name)) {
      EncodedConversation encoded = encode(tokenizer, name, new Conversation(turns));
      int[] promptIds = tokenizer.encodePrompt(prompt);
      assertThat(encoded.ids()).startsWith(promptIds);
      if (open) {
        boolean early = name.equals("llama-3");
        assertThat(encoded.trained()[promptIds.length - 2]).isFalse();
        assertThat(encoded.trained()[promptIds.length - 1]).isEqualTo(early);
        for (int i = promptIds.length; i < encoded.ids().length; i++) {
          assertThat(encoded.trained()[i]).as("token %d", i).isTrue();
        }
      } else {
        assertThat(encoded.ids()).isEqualTo(promptIds);
      }
    }
  }
}
