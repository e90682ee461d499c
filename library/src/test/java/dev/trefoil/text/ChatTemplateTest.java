package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatTemplateTest {
  private static final Path DEMO = Path.of("../models/demo/target");
  private static final List<ChatMessage> HELLO = List.of(ChatMessage.user("text"));

  @TempDir Path directory;

  private void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String loadedPrompt() {
    return ChatTemplate.load(directory).render(HELLO, true);
  }

  static Stream<JsonNode> goldenPrompts() throws IOException {
    JsonNode root =
        JsonMapper.shared().readTree(Files.readString(Golden.root("eval").resolve("prompts.json")));
    assertThat(root.path("cases").size()).isPositive();
    return root.path("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("goldenPrompts")
  void builtInTemplatesGiveTheRecordedPrompts(JsonNode recorded) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!recorded.path("system_message").isNull()) {
      messages.add(ChatMessage.system(recorded.path("system_message").stringValue()));
    }
    boolean open = false;
    for (JsonNode turn : recorded.path("turns")) {
      messages.add(ChatMessage.user(turn.path(0).stringValue()));
      open = turn.path(1).isNull();
      if (!open) {
        messages.add(ChatMessage.assistant(turn.path(1).stringValue()));
      }
    }
    ChatTemplate template = ChatTemplate.builtIn(recorded.path("template").stringValue());
    assertThat(template.render(messages, open)).isEqualTo(recorded.path("prompt").stringValue());
  }

  @Test
  void theDemoModelsTemplateBecomesOneIdPerSpecialToken() {
    ChatTemplate template = ChatTemplate.load(DEMO);
    String prompt = template.render(HELLO, true);
    assertThat(prompt).isEqualTo("<|begin|><|user|>text<|end|><|assistant|>");
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      List<Integer> expected = new ArrayList<>();
      expected.add(tokenizer.idOf("<|begin|>").orElseThrow());
      expected.add(tokenizer.idOf("<|user|>").orElseThrow());
      for (int id : tokenizer.encodeLiteral("text")) {
        expected.add(id);
      }
      expected.add(tokenizer.idOf("<|end|>").orElseThrow());
      expected.add(tokenizer.idOf("<|assistant|>").orElseThrow());
      assertThat(tokenizer.encode(prompt)).containsExactly(expected.toArray(Integer[]::new));
    }
    assertThat(
            template.render(
                List.of(ChatMessage.system("s"), ChatMessage.user("q"), ChatMessage.assistant("a")),
                false))
        .isEqualTo("<|begin|><|system|>s<|end|><|user|>q<|end|><|assistant|>a<|end|>");
  }

  @Test
  void theDemoModelsTemplateRefusesInItsOwnWords() {
    ChatTemplate template = ChatTemplate.load(DEMO);
    assertThatThrownBy(() -> template.render(List.of(new ChatMessage("tool", "x")), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown role tool: use system, user or assistant");
  }

  @Test
  void theTemplateFileComesBeforeTheConfiguration() {
    write("tokenizer_config.json", "{\"bos_token\": \"<s>\", \"chat_template\": \"config\"}");
    assertThat(loadedPrompt()).isEqualTo("config");
    write("chat_template.jinja", "{{ bos_token }}file");
    assertThat(loadedPrompt()).isEqualTo("<s>file");
  }

  @Test
  void specialTokensMayBeObjectsAndMayComeFromTheirOwnFile() {
    write("special_tokens_map.json", "{\"eos_token\": \"old\", \"unk_token\": \"<unk>\"}");
    write(
        "tokenizer_config.json",
        """
        {"bos_token": null, "eos_token": {"content": "</s>", "special": true}, "image_token": "<i>",
         "additional_special_tokens": ["<a>", {"content": "<b>"}],
         "chat_template": "{{ bos_token }}{{ eos_token }}{{ unk_token }}{{ image_token }}{{ additional_special_tokens | join }}"}
        """);
    assertThat(loadedPrompt()).isEqualTo("</s><unk><i><a><b>");
  }

  @Test
  void ofSeveralNamedTemplatesTheDefaultIsTaken() {
    write(
        "tokenizer_config.json",
        """
        {"chat_template": [{"name": "rag", "template": "r"}, {"name": "default", "template": "d"}]}
        """);
    assertThat(loadedPrompt()).isEqualTo("d");
    write(
        "tokenizer_config.json", "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"}]}");
    assertThatThrownBy(this::loadedPrompt)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tokenizer_config.json", "default", "rag");
  }

  @ParameterizedTest
  @CsvSource({
    "lmsys/vicuna-7b-v1.3, vicuna_v1.1",
    "meta-llama/Llama-2-7b-chat-hf, llama-2",
    "meta-llama/Llama-2-7b-hf, ''",
    "some/model, ''"
  })
  void withoutATemplateTheModelsNameDecides(String name, String builtIn) {
    write("config.json", "{\"model_type\": \"llama\", \"_name_or_path\": \"" + name + "\"}");
    String expected =
        builtIn.isEmpty() ? "text" : ChatTemplate.builtIn(builtIn).render(HELLO, true);
    assertThat(loadedPrompt()).isEqualTo(expected);
  }

  @Test
  void withoutATemplateTheDirectorysNameDecides() throws IOException {
    Path vicuna = Files.createDirectory(directory.resolve("Vicuna-13B"));
    assertThat(ChatTemplate.load(vicuna).source()).contains("vicuna_v1.1");
    Path cached =
        Files.createDirectories(
            directory.resolve("models--meta-llama--Llama-2-13b-chat-hf/snapshots/0123abcd"));
    assertThat(ChatTemplate.load(cached).source()).contains("llama-2");
  }

  @Test
  void withoutATemplateTheVocabularyDecides() {
    write(
        "tokenizer.json",
        """
        {"added_tokens": [{"content": "<|start_header_id|>"}, {"content": "<|end_header_id|>"},
         {"content": "<|eot_id|>"}]}
        """);
    assertThat(loadedPrompt()).isEqualTo(ChatTemplate.builtIn("llama-3").render(HELLO, true));
  }

  @Test
  void aModelWithoutRolesGetsTheLastUserMessageAsItIs() {
    ChatTemplate template = ChatTemplate.load(directory);
    List<ChatMessage> messages =
        List.of(
            ChatMessage.system("s"),
            ChatMessage.user("first"),
            ChatMessage.assistant("a"),
            ChatMessage.user("  {{ last }}\n\n"));
    assertThat(template.render(messages, true)).isEqualTo("  {{ last }}\n\n");
    assertThat(template.render(List.of(), true)).isEmpty();
  }

  @Test
  void brokenFilesAreNamedInOneLine() throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": \"a\\n{% if %}\"}");
    assertRefused("tokenizer_config.json", "line 2");
    write("tokenizer_config.json", "{\"chat_template\": \"{{ mess");
    assertRefused("tokenizer_config.json", "broken JSON");
    write("tokenizer_config.json", "[]");
    assertRefused("tokenizer_config.json", "no JSON object");
    write("tokenizer_config.json", "{\"chat_template\": 5}");
    assertRefused("tokenizer_config.json", "chat_template");
    write("tokenizer_config.json", "{}");
    Files.write(directory.resolve("chat_template.jinja"), new byte[] {'a', (byte) 0xff, 'b'});
    assertRefused("chat_template.jinja", "not UTF-8");
    write("chat_template.jinja", "x\n\n{{ messages[0].nope.more }}");
    assertRefused("chat_template.jinja", "line 3");
    write("chat_template.jinja", "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}");
    assertRefused("chat_template.jinja", "line 1");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::loadedPrompt)
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(parts)
                    .doesNotContain("\n")
                    .hasSizeLessThan(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vicuna_v1.1", "llama-2", "llama-3"})
  void builtInTemplatesRefuseUnknownRoles(String name) {
    ChatTemplate template = ChatTemplate.builtIn(name);
    assertThatThrownBy(() -> template.render(List.of(new ChatMessage("tool", "x")), true))
        .hasMessageContaining("role 'tool'");
  }

  @Test
  void anUnknownBuiltInNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ChatTemplate.builtIn("gpt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'gpt'", "vicuna_v1.1", "llama-2", "llama-3");
  }

  @Test
  void moreVariablesReachTheTemplate() {
    write("chat_template.jinja", "{{ tools is none }}{{ enable_thinking | default('unset') }}");
    ChatTemplate template = ChatTemplate.load(directory);
    assertThat(template.render(HELLO, true)).isEqualTo("Trueunset");
    assertThat(template.render(HELLO, true, Map.of("enable_thinking", false, "tools", List.of())))
        .isEqualTo("FalseFalse");
  }

  @Test
  void theContentIsDataNeverATemplate() {
    String content = "{{ bos_token }}{% raw %}";
    assertThat(ChatTemplate.load(DEMO).render(List.of(ChatMessage.user(content)), false))
        .isEqualTo("<|begin|><|user|>" + content + "<|end|>");
  }

  @Test
  void messagesNeedARole() {
    assertThatThrownBy(() -> new ChatMessage(" ", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("role");
  }
}
