package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Templates in the shape of the well-known families, written for this test.
class ChatTemplateFamiliesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-05T07:08:09Z"), ZoneOffset.UTC);
  private static final ChatMessage SYSTEM = ChatMessage.system("Be brief.");
  private static final ChatMessage QUESTION = ChatMessage.user(" Hi ");
  private static final ChatMessage ANSWER = ChatMessage.assistant("Yo.");
  private static final ChatMessage AGAIN = ChatMessage.user("And?");

  @TempDir Path directory;

  private ChatTemplate template(String text) {
    try {
      Files.writeString(directory.resolve("chat_template.jinja"), text);
      Files.writeString(
          directory.resolve("tokenizer_config.json"),
          "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ChatTemplate.load(directory, CLOCK);
  }

  @Test
  void chatMl() {
    ChatTemplate template =
        template(
            """
            {% for message in messages %}
            {{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}
            {%- endfor %}

            {% if add_generation_prompt %}
            {{ '<|im_start|>assistant\\n' }}
            {% endif %}
            """);
    assertThat(template.render(List.of(SYSTEM, QUESTION), true))
        .isEqualTo(
            """
            <|im_start|>system
            Be brief.<|im_end|>
            <|im_start|>user
             Hi <|im_end|>

            <|im_start|>assistant

            """);
  }

  @Test
  void llama2() {
    ChatTemplate template =
        template(
            """
            {% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system = false %}{% endif %}
            {%- for message in loop_messages -%}
              {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
                {{- raise_exception('Roles must alternate') -}}
              {%- endif -%}
              {%- if loop.index0 == 0 and system != false -%}
                {%- set content = '<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + message['content'] -%}
              {%- else -%}
                {%- set content = message['content'] -%}
              {%- endif -%}
              {%- if message['role'] == 'user' -%}
                {{- bos_token + '[INST] ' + content.strip() + ' [/INST]' -}}
              {%- else -%}
                {{- ' ' + content.strip() + ' ' + eos_token -}}
              {%- endif -%}
            {%- endfor -%}
            """);
    assertThat(template.render(List.of(SYSTEM, QUESTION, ANSWER, AGAIN), true))
        .isEqualTo(
            "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n Hi [/INST] Yo. </s><s>[INST] And? [/INST]");
    assertThatThrownBy(() -> template.render(List.of(QUESTION, AGAIN), true))
        .hasMessage("Roles must alternate");
  }

  @Test
  void llama3WithADate() {
    ChatTemplate template =
        template(
            """
            {{- bos_token }}
            {%- if not date_string is defined %}
                {%- if strftime_now is defined %}
                    {%- set date_string = strftime_now("%d %b %Y") %}
                {%- else %}
                    {%- set date_string = "26 Jul 2024" %}
                {%- endif %}
            {%- endif %}
            {%- if messages[0]['role'] == 'system' %}
                {%- set system_message = messages[0]['content']|trim %}
                {%- set messages = messages[1:] %}
            {%- else %}
                {%- set system_message = "" %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
            {{- "Today Date: " + date_string + "\\n\\n" }}
            {{- system_message }}
            {{- "<|eot_id|>" }}
            {%- for message in messages %}
                {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
            {%- endif %}
            """);
    assertThat(template.render(List.of(SYSTEM, QUESTION), true))
        .isEqualTo(
            "<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 05 Mar 2026\n\nBe brief."
                + "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    assertThat(template.render(List.of(QUESTION), false, Map.of("date_string", "today")))
        .contains("Today Date: today\n");
  }

  @Test
  void mistralWithItsAlternationCheck() {
    ChatTemplate template =
        template(
            """
            {%- set ns = namespace(index=0) -%}
            {%- for message in messages if not message.role == 'system' -%}
              {%- if (message["role"] == "user") != (ns.index % 2 == 0) -%}
                {{- raise_exception("After the optional system message, roles must alternate user/assistant") -}}
              {%- endif -%}
              {%- set ns.index = ns.index + 1 -%}
            {%- endfor -%}
            {%- set user_messages = messages | selectattr("role", "equalto", "user") | list -%}
            {{- bos_token }}
            {%- for message in messages %}
              {%- if message.role == "user" %}
                {%- if loop.last and messages[0].role == 'system' %}
                  {{- "[INST] " + messages[0].content + "\\n\\n" + message.content + "[/INST]" }}
                {%- else %}
                  {{- "[INST] " + message["content"] + "[/INST]" }}
                {%- endif %}
              {%- elif message.role == "assistant" %}
                {{- " " + message["content"] | trim + eos_token}}
              {%- endif %}
            {%- endfor %}
            {{- user_messages | length }}
            """);
    assertThat(template.render(List.of(SYSTEM, QUESTION, ANSWER, AGAIN), true))
        .isEqualTo("<s>[INST]  Hi [/INST] Yo.</s>[INST] Be brief.\n\nAnd?[/INST]2");
    assertThatThrownBy(() -> template.render(List.of(ANSWER), true))
        .hasMessage("After the optional system message, roles must alternate user/assistant");
  }

  @Test
  void qwenWithTools() {
    ChatTemplate template =
        template(
            """
            {%- if tools %}
                {{- '<|im_start|>system\\n' }}
                {%- if messages[0]['role'] == 'system' %}
                    {{- messages[0]['content'] }}
                {%- else %}
                    {{- 'You are helpful.' }}
                {%- endif %}
                {{- "\\n\\n# Tools\\n<tools>" }}
                {%- for tool in tools %}
                    {{- "\\n" }}
                    {{- tool | tojson }}
                {%- endfor %}
                {{- "\\n</tools><|im_end|>\\n" }}
            {%- elif messages[0]['role'] == 'system' %}
                {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """);
    assertThat(template.render(List.of(SYSTEM, AGAIN, ANSWER), true))
        .isEqualTo(
            """
            <|im_start|>system
            Be brief.<|im_end|>
            <|im_start|>user
            And?<|im_end|>
            <|im_start|>assistant
            Yo.<|im_end|>
            <|im_start|>assistant
            """);
    List<Map<String, Object>> tools = List.of(Map.of("name", "zähle <b>"));
    assertThat(template.render(List.of(AGAIN), false, Map.of("tools", tools)))
        .isEqualTo(
            """
            <|im_start|>system
            You are helpful.

            # Tools
            <tools>
            {"name": "zähle <b>"}
            </tools><|im_end|>
            <|im_start|>user
            And?<|im_end|>
            """);
  }

  @Test
  void gemmaMapsTheAssistantsRole() {
    ChatTemplate template =
        template(
            """
            {{ bos_token }}
            {%- if messages[0]['role'] == 'system' -%}
                {%- set first_user_prefix = messages[0]['content'] + '\\n\\n' -%}
                {%- set loop_messages = messages[1:] -%}
            {%- else -%}
                {%- set first_user_prefix = "" -%}
                {%- set loop_messages = messages -%}
            {%- endif -%}
            {%- for message in loop_messages -%}
                {%- set role = "model" if message['role'] == 'assistant' else message['role'] -%}
                {{ '<start_of_turn>' + role + '\\n' + (first_user_prefix if loop.first else "") }}
                {%- if message['content'] is string -%}
                    {{ message['content'] | trim }}
                {%- elif message['content'] is iterable -%}
                    {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
                {%- endif -%}
                {{ '<end_of_turn>\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}
                {{'<start_of_turn>model\\n'}}
            {%- endif -%}
            """);
    assertThat(template.render(List.of(SYSTEM, QUESTION, ANSWER), true))
        .isEqualTo(
            """
            <s><start_of_turn>user
            Be brief.

            Hi<end_of_turn>
            <start_of_turn>model
            Yo.<end_of_turn>
            <start_of_turn>model
            """);
  }

  @Test
  void vicuna() {
    ChatTemplate template =
        template(
            "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
                + "{% set system_message = messages[0]['content'] %}{% else %}"
                + "{% set loop_messages = messages %}{% set system_message = 'A chat.' %}{% endif %}"
                + "{{ system_message }}{% for message in loop_messages %}"
                + "{% if message['role'] == 'user' %}{{ ' USER: ' + message['content'].strip() }}"
                + "{% elif message['role'] == 'assistant' %}"
                + "{{ ' ASSISTANT: ' + message['content'].strip() + eos_token }}{% endif %}"
                + "{% endfor %}{% if add_generation_prompt %}{{ ' ASSISTANT:' }}{% endif %}");
    assertThat(template.render(List.of(QUESTION, ANSWER, AGAIN), true))
        .isEqualTo("A chat. USER: Hi ASSISTANT: Yo.</s> USER: And? ASSISTANT:");
  }

  @Test
  void deepSeekRemovesEarlierThoughts() {
    ChatTemplate template =
        template(
            "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
                + "{% set ns = namespace(is_first=false, system_prompt='') %}"
                + "{%- for message in messages %}{%- if message['role'] == 'system' %}"
                + "{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}"
                + "{{bos_token}}{{ns.system_prompt}}{%- for message in messages %}"
                + "{%- if message['role'] == 'user' %}{{'<｜User｜>' + message['content']}}{%- endif %}"
                + "{%- if message['role'] == 'assistant' and message['content'] is not none %}"
                + "{% set content = message['content'] %}{% if '</think>' in content %}"
                + "{% set content = content.split('</think>')[-1] %}{% endif %}"
                + "{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}{%- endif %}{%- endfor -%}"
                + "{% if add_generation_prompt %}{{'<｜Assistant｜><think>\\n'}}{% endif %}");
    ChatMessage thought = ChatMessage.assistant("<think>hm</think>Yo.");
    assertThat(template.render(List.of(SYSTEM, AGAIN, thought, AGAIN), true))
        .isEqualTo(
            "<s>Be brief.<｜User｜>And?<｜Assistant｜>Yo.<｜end▁of▁sentence｜><｜User｜>And?"
                + "<｜Assistant｜><think>\n");
  }
}
