package dev.trefoil.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// White space with `trim_blocks` and `lstrip_blocks`, as Jinja documents it.
class WhitespaceTest {
  private static void rendersTo(String template, String text) {
    assertThat(Rendering.render(template)).as(template).isEqualTo(text);
  }

  @Test
  void linesWithOnlyABlockVanish() {
    rendersTo("a\n  {% if x %}\n  b\n  {% endif %}\nc", "a\n  b\nc");
    rendersTo("a\n  {# note #}\nb", "a\nb");
    rendersTo("\t{% if x %}a{% endif %}\t\nb", "a\t\nb");
  }

  @Test
  void plusKeepsWhatTheOptionsRemove() {
    rendersTo("a\n  {%+ if x %}b{% endif %}", "a\n  b");
    rendersTo("{% if x +%}\nb{% endif +%}\nc", "\nb\nc");
    rendersTo("{# note +#}\nb", "\nb");
  }

  @Test
  void minusRemovesAllWhiteSpaceOnItsSide() {
    rendersTo("a \n {%- if x -%} \n b \n {%- endif -%} \n c", "abc");
    rendersTo("a \n {{- x -}} \n b", "a5b");
    rendersTo("a {#- note -#} b", "ab");
  }

  @Test
  void variablesKeepTheirLines() {
    rendersTo("a\n  {{ x }}\nb", "a\n  5\nb");
    rendersTo("  {{+ x }}", "  5");
  }

  @Test
  void oneNewlineAtTheEndIsDropped() {
    rendersTo("x\n", "x");
    rendersTo("x\n\n", "x\n");
    rendersTo("a\r\nb\rc\r\n", "a\nb\nc");
    rendersTo("", "");
    rendersTo("\n", "");
  }

  @Test
  void rawTextIsNotRead() {
    rendersTo("{% raw %}{{ x }}{% if %}{# #}{% endraw %}", "{{ x }}{% if %}{# #}");
    rendersTo("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b");
  }

  @Test
  void delimitersInsideStringsAndDictsDoNotEndATag() {
    rendersTo("{{ '}}' }}{% set q = '%}' %}{{ q }}", "}}%}");
    rendersTo("{{ {'a': {'b': 1}}['a']['b'] }}", "1");
    rendersTo("{{ {'a': {}}}}", "{'a': {}}");
  }
}
