package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.error;
import static dev.trefoil.text.jinja.Rendering.render;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementTest {
  private static void rendersTo(String template, String text) {
    assertThat(render(template)).as(template).isEqualTo(text);
  }

  @Test
  void loopsKnowTheirPlace() {
    rendersTo("{% for i in l %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}", "3,1,2");
    rendersTo(
        "{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.length }} {% endfor %}",
        "1033 2123 3213 ");
    rendersTo(
        "{% for i in l %}[{{ loop.previtem }}|{{ loop.nextitem }}]{% endfor %}", "[|1][3|2][1|]");
    rendersTo("{% for i in l %}{{ loop.cycle('a', 'b') }}{% endfor %}", "aba");
    rendersTo("{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}", "True False True ");
  }

  @Test
  void loopsUnpackFilterAndEndEarly() {
    rendersTo("{% for i in [] %}a{% else %}none{% endfor %}", "none");
    rendersTo("{% for k, v in d.items() %}{{ k }}={{ v }} {% endfor %}", "b=1 a=x ");
    rendersTo("{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123");
    rendersTo(
        "{% for u in users if u.age > 5 %}{{ loop.index }}/{{ loop.length }} {% endfor %}",
        "1/2 2/2 ");
    rendersTo(
        "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
        "023");
    rendersTo("{% for c in s %}[{{ c }}]{% endfor %}", "[A][ñ][😀][b]");
    rendersTo(
        "{% for i in [[1, [[2, []]]], [3, []]] recursive %}{{ i[0] }}@{{ loop.depth }}({{ loop(i[1]) }}){% endfor %}",
        "1@1(2@2())3@1()");
    assertThat(error("{% for a, b in [[1]] %}{% endfor %}")).contains("1 values for 2 names");
    assertThat(error("{% for a in 5 %}{% endfor %}")).contains("an integer cannot be gone through");
  }

  @Test
  void loopsHaveAScopeOfTheirOwnAndNamespacesReachOut() {
    rendersTo("{% set a = 1 %}{% for i in l %}{% set a = i %}{% endfor %}{{ a }}", "1");
    rendersTo("{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}", "2");
    rendersTo(
        "{% set ns = namespace(a=0) %}{% for i in l %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}",
        "6");
    assertThat(error("{% set d.a = 1 %}")).contains("'d' is no namespace");
  }

  @Test
  void setTakesValuesTuplesAndBlocks() {
    rendersTo("{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12");
    rendersTo("{% set a %}hello {{ x }}{% endset %}[{{ a }}]", "[hello 5]");
    rendersTo("{% set a | upper | trim %} hello {% endset %}[{{ a }}]", "[HELLO]");
    rendersTo("{% with a = 1, b = x %}{{ a }}{{ b }}{% endwith %}{{ a }}", "15");
    rendersTo("{% filter upper %}ab {{ x }}{% endfilter %}", "AB 5");
  }

  @Test
  void branches() {
    rendersTo("{% if x == 5 %}a{% elif x %}b{% else %}c{% endif %}", "a");
    rendersTo("{% if f %}a{% elif x %}b{% else %}c{% endif %}", "b");
    rendersTo("{% if f %}a{% elif e %}b{% else %}c{% endif %}", "c");
  }

  @Test
  void macrosHaveDefaultsNamesRecursionAndCallers() {
    rendersTo(
        "{% macro m(a, b=2, c='z') %}{{ a }}-{{ b }}-{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, c=3) }}|{{ m() }}",
        "1-2-z|1-2-3|-2-z");
    rendersTo(
        "{% macro r(n) %}{{ n }}{% if n > 0 %}{{ r(n - 1) }}{% endif %}{% endmacro %}{{ r(3) }}",
        "3210");
    rendersTo(
        "{% macro m() %}<{{ caller(1, 2) }}>{% endmacro %}{% call(a, b) m() %}{{ a + b }}{% endcall %}",
        "<3>");
    assertThat(error("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}")).contains("takes 1 arguments");
    assertThat(error("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}")).contains("no parameter 'b'");
  }

  @Test
  void generationRendersAsItsBody() {
    rendersTo("{% generation %}a{{ x }}{% endgeneration %}b", "a5b");
  }

  @Test
  void refusalsAreTheTemplatesOwnWords() {
    assertThat(error("\n{{ raise_exception('no ' ~ 'tools') }}")).isEqualTo("no tools");
  }

  @Test
  void syntaxErrorsNameTheirLine() {
    assertThat(error("a\n{% if %}")).startsWith("line 2: ");
    assertThat(error("a\n{{ x ")).startsWith("line 2: ").contains("}}");
    assertThat(error("{% for i in l %}")).contains("endfor");
    assertThat(error("{% endif %}")).contains("endif");
    assertThat(error("\n\n{% nope %}")).startsWith("line 3: ").contains("'nope'");
    assertThat(error("{{ 'abc }}")).contains("no closing '");
    assertThat(error("{# a")).contains("no closing '#}'");
    assertThat(error("{% raw %}a")).contains("endraw");
    assertThat(error("{% break %}")).contains("outside a loop");
    assertThat(error("{{ $ }}")).contains("'$'");
    assertThat(error("{{ 99999999999999999999 }}")).contains("64 bits");
    assertThat(error("{{ x 'a\nb' }}"))
        .isEqualTo("line 1: found string 'a\\nb' where '}}' is needed");
  }
}
