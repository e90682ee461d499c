package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.error;
import static dev.trefoil.text.jinja.Rendering.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile templates end in one error within bounded time.
class LimitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ range(1000000000000) }}",
        "{{ range(0, 10, 0) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000000 }}",
        "{{ 'a' * 9223372036854775807 }}",
        "{{ [1] * 999999999 }}",
        "{% set ns = namespace(t='aaaaaaaa') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
        "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set q = [] %}{% set _ = q.append(q) %}{{ q }}",
        "{% set q = [] %}{% set _ = q.append(q) %}{{ q|tojson }}",
        "{% set q = [] %}{% set r = [] %}{% set _ = q.append(r) %}{% set _ = r.append(q) %}{{ q == r }}",
        "{% set q = {} %}{% set _ = q.update({'q': q}) %}{{ q }}",
        "{% set ns = namespace(t=()) %}{% for i in range(9999) %}{% set ns.t = (ns.t,) %}{% endfor %}{{ {ns.t: 1} }}",
        "{% set ns = namespace(t=()) %}{% for i in range(60) %}{% set ns.t = (ns.t, ns.t) %}{% endfor %}{{ {ns.t: 1} }}",
        "{% set ns = namespace(t=[1]) %}{% for i in range(60) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.t }}",
        "{% set ns = namespace(t=[1]) %}{% for i in range(60) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.t|tojson }}",
        "{% set big = 'ab' * 1999999 %}{% for i in range(99999) %}{% if big|length %}{% endif %}{% endfor %}",
        "{% set big = 'ab' * 1999999 %}{% for i in range(99999) %}{% if big.upper() %}{% endif %}{% endfor %}",
        "{% set big = 'ab' * 1999999 %}{% for i in range(99999) %}{% if 'c' in big %}{% endif %}{% endfor %}",
        "{% set big = 'a\\n' * 999999 %}{{ big|indent(1000) }}",
        "{{ ('a' * 9999)|replace('a', 'b' * 9999) }}",
        "{{ '%999s' % ('a' * 1000000) ~ 'a' * 3999999 }}",
        "{% for i in range(99999) %}{{ 'x' * 999 }}{% endfor %}"
      })
  void runawayTemplatesAreStopped(String template) {
    String message = assertTimeoutPreemptively(PATIENCE, () -> error(template));
    assertThat(message).hasSizeLessThan(300).doesNotContain("\n");
  }

  @Test
  void deepNestingIsRefusedByTheParser() {
    int deep = 50_000;
    assertThat(error("{{ " + "(".repeat(deep) + "1" + ")".repeat(deep) + " }}")).contains("deep");
    assertThat(error("{{ " + "[".repeat(deep) + "]".repeat(deep) + " }}")).contains("deep");
    assertThat(error("{{ " + "-".repeat(deep) + "1 }}")).contains("deep");
    assertThat(error("{{ " + "not ".repeat(deep) + "1 }}")).contains("deep");
    assertThat(error("{% if x %}".repeat(deep) + "{% endif %}".repeat(deep))).contains("deep");
    assertThat(error("{{ x" + " if x else x".repeat(deep) + " }}")).contains("deep");
    assertThat(error("{{ 1" + "+1".repeat(deep) + " }}")).contains("deep");
    assertThat(error("{{ x" + ".a".repeat(deep) + " }}")).contains("deep");
    assertThat(error("{% set " + "(".repeat(deep) + "a" + ")".repeat(deep) + " = 1 %}"))
        .contains("deep");
  }

  @Test
  void anOrdinaryLongConversationIsFarFromTheLimits() {
    String template =
        "{% for m in range(5000) %}<|user|>{{ ('word ' * 100)|trim }}<|end|>\n{% endfor %}";
    assertThat(render(template)).hasSize(5000 * (8 + 499 + 7 + 1));
  }
}
