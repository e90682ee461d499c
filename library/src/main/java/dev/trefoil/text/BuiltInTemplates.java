package dev.trefoil.text;

import java.util.Map;

/// Templates for models that ship none: the prompts of FastChat (checked against its own), written
/// in Jinja.
final class BuiltInTemplates {
  static final String VICUNA = "vicuna_v1.1";
  static final String LLAMA_2 = "llama-2";
  static final String LLAMA_3 = "llama-3";

  /// The last user message as it is, for models without roles.
  static final String PLAIN =
      "{% set last = messages | selectattr('role', 'equalto', 'user') | list | last %}"
          + "{{ last.content if last is defined else '' }}";

  private static final String SYSTEM_FIRST =
      """
      {%- set ns = namespace(system=none, turns=messages) -%}
      {%- if messages and messages[0].role == 'system' -%}
        {%- set ns.system = messages[0].content -%}
        {%- set ns.turns = messages[1:] -%}
      {%- endif -%}
      {%- for message in ns.turns if message.role not in ['user', 'assistant'] -%}
        {{- raise_exception("role '" ~ message.role ~ "' is not possible here; a system message comes first, then user and assistant") -}}
      {%- endfor -%}
      """;

  private static final String VICUNA_TEXT =
      SYSTEM_FIRST
          + """
          {%- if ns.system is none -%}
            {{- "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions. " -}}
          {%- else -%}
            {{- ns.system ~ ' ' -}}
          {%- endif -%}
          {%- for message in ns.turns -%}
            {%- if message.role == 'user' -%}
              {{- 'USER: ' ~ message.content ~ ' ' -}}
            {%- else -%}
              {{- 'ASSISTANT: ' ~ message.content ~ '</s>' -}}
            {%- endif -%}
          {%- endfor -%}
          {{- 'ASSISTANT:' if add_generation_prompt -}}
          """;

  private static final String LLAMA_2_TEXT =
      SYSTEM_FIRST
          + """
          {%- if ns.system is not none -%}
            {%- set ns.system = '<<SYS>>\\n' ~ ns.system ~ '\\n<</SYS>>\\n\\n' -%}
          {%- endif -%}
          {%- for message in ns.turns -%}
            {%- if message.role == 'user' -%}
              {{- '[INST] ' ~ (ns.system or '') ~ message.content ~ ' ' -}}
              {%- set ns.system = '' -%}
            {%- else -%}
              {{- '[/INST] ' ~ message.content ~ ' </s><s>' -}}
            {%- endif -%}
          {%- endfor -%}
          {{- '[/INST]' if add_generation_prompt -}}
          """;

  private static final String LLAMA_3_TEXT =
      SYSTEM_FIRST
          + """
          {{- '<|begin_of_text|>' -}}
          {%- if ns.system is not none -%}
            {{- '<|start_header_id|>system<|end_header_id|>\\n\\n' ~ ns.system ~ '<|eot_id|>' -}}
          {%- endif -%}
          {%- for message in ns.turns -%}
            {{- '<|start_header_id|>' ~ message.role ~ '<|end_header_id|>\\n\\n' -}}
            {{- message.content | trim ~ '<|eot_id|>' -}}
          {%- endfor -%}
          {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' if add_generation_prompt -}}
          """;

  private static final Map<String, String> ALL =
      Map.of(VICUNA, VICUNA_TEXT, LLAMA_2, LLAMA_2_TEXT, LLAMA_3, LLAMA_3_TEXT);

  private BuiltInTemplates() {}

  static String require(String name) {
    String template = ALL.get(name);
    if (template == null) {
      throw new IllegalArgumentException(
          "there is no built-in template '%s'; %s, %s and %s are built in"
              .formatted(name, VICUNA, LLAMA_2, LLAMA_3));
    }
    return template;
  }
}
