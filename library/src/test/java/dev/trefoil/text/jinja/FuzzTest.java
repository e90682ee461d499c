package dev.trefoil.text.jinja;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Broken templates end in a text or a [TemplateException], nothing else, in bounded time.
class FuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "{%- for m in users if m.age > 3 -%}{{ loop.index }}{{ m['name'] | upper ~ '\\n' }}{% else %}q{%- endfor %}",
          "{% macro m(a, b=[1, 2], c={'k': none}) %}{{ a }}{{ b[::-1] }}{{ c.k is none }}{% endmacro %}{{ m(1, c=d) }}",
          "{% set ns = namespace(a=0, s='') %}{% for i in range(9) %}{% if i is odd %}{% continue %}{% endif %}{% set ns.a = ns.a + i ** 2 // 3 %}{% endfor %}{{ ns.a|tojson(indent=2) }}",
          "{% if not x in l and (y or 'z') %}a{% elif d.a == \"x\" %}{{ s[1:-1] }}{% else %}{{ raise_exception('no') }}{% endif %}",
          "{# c #}{% raw %}{{ }}{% endraw %}{% set t %}a{{ x }}{% endset %}{{ t.split('a')[-1].strip() }}{{ '%s' % l|join(',') }}",
          "{{ users|selectattr('age', 'ge', 3)|map(attribute='name')|sort|list }}{{ strftime_now('%d') }}{% generation %}{{ -x % 3 }}{% endgeneration %}");

  private static final List<String> PIECES =
      List.of(
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "-",
          "+",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "|",
          ".",
          ",",
          ":",
          "~",
          "*",
          "**",
          "//",
          "==",
          "<",
          "'",
          "\"",
          "\\",
          "\n",
          " ",
          "0",
          "9",
          "1e9",
          "x",
          "l",
          "d",
          "s",
          "users",
          "missing",
          "is",
          "in",
          "not",
          "if",
          "else",
          "for",
          "endfor",
          "set",
          "endset",
          "macro",
          "endmacro",
          "loop",
          "recursive",
          "namespace(",
          "range(",
          "tojson",
          "map(",
          "sort",
          "unique",
          "default(",
          "int",
          "none",
          "😀",
          "\uD83D",
          "\0",
          "{% raw %}");

  @Test
  void randomMutationsOfTemplates() {
    RandomGenerator random = generator(41);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            StringBuilder template = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
              mutate(template, random);
            }
            survives(template.toString());
          }
        });
  }

  @Test
  void randomPieces() {
    RandomGenerator random = generator(42);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            StringBuilder template = new StringBuilder("{{ ");
            for (int n = random.nextInt(12); n > 0; n--) {
              template.append(PIECES.get(random.nextInt(PIECES.size())));
              template.append(random.nextBoolean() ? " " : "");
            }
            survives(template.append(" }}").toString());
          }
        });
  }

  @Test
  void randomCharacters() {
    RandomGenerator random = generator(43);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 5_000; i++) {
            StringBuilder template = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
              template.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            }
            survives("{%" + template);
            survives(template.toString());
          }
        });
  }

  private static void mutate(StringBuilder template, RandomGenerator random) {
    int at = random.nextInt(template.length() + 1);
    int length = Math.min(random.nextInt(8), template.length() - at);
    switch (random.nextInt(4)) {
      case 0 -> template.delete(at, at + length);
      case 1 -> template.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      case 2 -> template.replace(at, at + length, PIECES.get(random.nextInt(PIECES.size())));
      default -> template.insert(at, template.substring(at, at + length));
    }
  }

  private static void survives(String template) {
    try {
      Rendering.render(template);
    } catch (TemplateException expected) {
      // what a broken template is for
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError("template: " + template, e);
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
