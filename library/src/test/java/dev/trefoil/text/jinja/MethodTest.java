package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.error;
import static dev.trefoil.text.jinja.Rendering.evaluatesTo;
import static dev.trefoil.text.jinja.Rendering.render;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'  a '.strip(); a",
        "'xxaxx'.strip('x'); a",
        "'xa'.lstrip('x') ~ 'ax'.rstrip('x'); aa",
        "'a,b,,c'.split(','); ['a', 'b', '', 'c']",
        "'a,b,c'.split(',', 1); ['a', 'b,c']",
        "' a b  c '.split(); ['a', 'b', 'c']",
        "'a,b,c'.rsplit(',', 1); ['a,b', 'c']",
        "'q</think>a'.split('</think>')[-1]; a",
        "s.startswith('Añ'); True",
        "s.startswith(('x', 'A')); True",
        "s.endswith('b'); True",
        "'aB'.upper() ~ 'aB'.lower(); ABab",
        "'it is'.title(); It Is",
        "'hELLO'.capitalize(); Hello",
        "'aXb'.replace('X', ''); ab",
        "s.find('b'); 3",
        "s.find('z'); -1",
        "'-'.join(['a', 'b']); a-b",
        "'aXbX'.count('X'); 2",
        "'a\\nb'.splitlines(); ['a', 'b']",
        "d.keys()|list; ['b', 'a']",
        "d.values()|list; [1, 'x']",
        "d.items()|list; [('b', 1), ('a', 'x')]",
        "d.get('a'); x",
        "d.get('zz'); None",
        "d.get('zz', 3); 3",
        "(1, 2).index(2); 1",
        "s.nope is defined; False"
      })
  void methodsArePythons(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @Test
  void listsAndDictsCanGrow() {
    assertThat(
            render("{% set q = [] %}{% for i in l %}{% set _ = q.append(i) %}{% endfor %}{{ q }}"))
        .isEqualTo("[3, 1, 2]");
    assertThat(
            render("{% set q = dict(d) %}{% set _ = q.update({'z': 1}) %}{{ q.pop('b') }}{{ q }}"))
        .isEqualTo("1{'a': 'x', 'z': 1}");
    assertThat(error("{{ (1, 2).extend([3]) }}")).contains("a tuple cannot be changed");
  }

  @Test
  void functionsOfEveryTemplate() {
    evaluatesTo("range(3)|list", "[0, 1, 2]");
    evaluatesTo("range(5, 0, -2)|list", "[5, 3, 1]");
    evaluatesTo("dict({'z': 1}, a=2)", "{'z': 1, 'a': 2}");
    evaluatesTo(
        "strftime_now('%d %b %Y, %A %-d %H:%M:%S %j %p %%')",
        "05 Mar 2026, Thursday 5 07:08:09 064 AM %");
    assertThat(error("{{ strftime_now('%Q') }}")).contains("%Q");
  }
}
