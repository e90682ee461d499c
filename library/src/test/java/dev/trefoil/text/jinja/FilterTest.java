package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.error;
import static dev.trefoil.text.jinja.Rendering.evaluatesTo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'  a '|trim; a",
        "'xxaxx'|trim('x'); a",
        "'aB'|upper; AB",
        "'aB'|lower; ab",
        "'hELLO'|capitalize; Hello",
        "'hello-world (foo)'|title; Hello-World (Foo)",
        "'aXbX'|replace('X', '-'); a-b-",
        "'aXbX'|replace('X', '-', 1); a-bX",
        "'abc'|replace('', '-'); -a-b-c-",
        "x|string ~ 1; 51",
        "'<b>'|safe; <b>",
        "3|safe is string; True",
        "s|length; 4",
        "l|count; 3",
        "l|join(','); 3,1,2",
        "users|join(' ', attribute='name'); Bob alice Carl",
        "l|first; 3",
        "l|last; 2",
        "'abc'|list; ['a', 'b', 'c']",
        "'abc'|reverse; cba",
        "l|reverse|list; [2, 1, 3]",
        "'%s-%s'|format(1, 'b'); 1-b"
      })
  void textAndListFilters(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "missing|default('q'); q",
        "missing|d('q'); q",
        "none|default('q'); None",
        "none|default('q', true); q",
        "e|default('q', boolean=true); q",
        "'42'|int; 42",
        "'4x'|int(7); 7",
        "4.9|int; 4",
        "'4.7'|int; 4",
        "'1.5'|float; 1.5",
        "'z'|float; 0.0",
        "2.5|round; 2.0",
        "3.5|round; 4.0",
        "2.567|round(2); 2.57",
        "2.4|round(method='ceil'); 3.0",
        "-3|abs; 3",
        "l|sum; 6",
        "users|sum(attribute='age'); 40",
        "l|min; 1",
        "l|max; 3"
      })
  void defaultsAndNumbers(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "users|selectattr('age', 'gt', 5)|map(attribute='name')|list; ['alice', 'Carl']",
        "users|rejectattr('age', 'gt', 5)|map(attribute='name')|join; Bob",
        "users|selectattr('nope')|list; []",
        "l|select('odd')|list; [3, 1]",
        "l|reject('odd')|list; [2]",
        "['', 'a']|select|list; ['a']",
        "['a', 'b']|map('upper')|join; AB",
        "users|map(attribute='zz', default='-')|join; ---",
        "l|sort; [1, 2, 3]",
        "l|sort(reverse=true); [3, 2, 1]",
        "['b', 'A', 'c']|sort; ['A', 'b', 'c']",
        "['b', 'a', 'C']|sort(case_sensitive=true); ['C', 'a', 'b']",
        "users|sort(attribute='name')|map(attribute='name')|join(','); alice,Bob,Carl",
        "[1, 2, 1]|unique|list; [1, 2]",
        "['a', 'A']|unique|list; ['a']",
        "d|items|list; [('b', 1), ('a', 'x')]",
        "d|dictsort; [('a', 'x'), ('b', 1)]",
        "{'B': 2, 'a': 3}|dictsort(by='value', reverse=true); [('a', 3), ('B', 2)]",
        "none|map('upper')|list; []",
        "false|selectattr('name')|list; []",
        "none|select|list; []"
      })
  void selectionAndOrder(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @Test
  void tojsonIsHuggingFaces() {
    evaluatesTo("d|tojson", "{\"b\": 1, \"a\": \"x\"}");
    evaluatesTo("'<é \"😀\\n>'|tojson", "\"<é \\\"😀\\n>\"");
    evaluatesTo("{'é': none}|tojson(ensure_ascii=true)", "{\"\\u00e9\": null}");
    evaluatesTo(
        "[1, [], {'a': 1.0}]|tojson(indent=2)", "[\n  1,\n  [],\n  {\n    \"a\": 1.0\n  }\n]");
    evaluatesTo("l|tojson(separators=(',', ':'))", "[3,1,2]");
    evaluatesTo("{'b': 1, 'a': 2}|tojson(sort_keys=true)", "{\"a\": 2, \"b\": 1}");
    evaluatesTo("{1: 2, none: 3, false: 4}|tojson", "{\"1\": 2, \"null\": 3, \"false\": 4}");
    assertThat(error("{{ missing|tojson }}")).contains("'missing' is undefined");
  }

  @Test
  void escapeWritesHtml() {
    evaluatesTo("'<b>&'|escape", "&lt;b&gt;&amp;");
  }

  @Test
  void indentLeavesTheFirstAndBlankLinesAlone() {
    evaluatesTo("'a\\n\\nb'|indent", "a\n\n    b");
    evaluatesTo("'a\\n\\nb'|indent(2, true)", "  a\n\n  b");
    evaluatesTo("'a\\n\\nb'|indent('> ', first=true, blank=true)", "> a\n> \n> b");
  }

  @Test
  void anUnknownFilterOrTestIsNamed() {
    assertThat(error("{{ x|nope }}")).isEqualTo("line 1: there is no filter 'nope'");
    assertThat(error("{{ x is nope }}")).isEqualTo("line 1: there is no test 'nope'");
    assertThat(error("{{ l|map('nope')|list }}")).contains("there is no filter 'nope'");
  }
}
