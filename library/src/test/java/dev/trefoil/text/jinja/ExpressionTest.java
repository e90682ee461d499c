package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.error;
import static dev.trefoil.text.jinja.Rendering.evaluatesTo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expressions against what Python and Jinja's documentation say.
class ExpressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "x + 1; 6",
        "7 // 2; 3",
        "-7 // 2; -4",
        "-7 % 3; 2",
        "7 / 2; 3.5",
        "4 / 2; 2.0",
        "2 ** 10; 1024",
        "2 ** -1; 0.5",
        "-7.5 % 2; 0.5",
        "1 + 2 * 3 - 4; 3",
        "(1 + 2) * 3; 9",
        "10 - 2 - 3; 5",
        "'a' * 3; aaa",
        "3 * 'ab'; ababab",
        "[1] * 3; [1, 1, 1]",
        "[1] + [2]; [1, 2]",
        "'a' + 'b' 'c'; abc",
        "x ~ y ~ none; 52.5None",
        "2 * 3 ~ 4; 64",
        "'%s is %d' % ('a', 3); a is 3",
        "'%05.1f' % 2.25; 002.2"
      })
  void arithmeticIsPythons(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "1 == 1.0; True",
        "1 < 2 < 3; True",
        "3 > 2 > 2; False",
        "'a' < 'b'; True",
        "[1, 2] < [1, 3]; True",
        "(1, 2) == [1, 2]; False",
        "1 in l; True",
        "9 not in l; True",
        "'ñ' in s; True",
        "'b' in d; True",
        "not x; False",
        "x and 0; 0",
        "0 or 'z'; z",
        "none or e or []; []",
        "not x == 5; False",
        "x == 5 and not f; True",
        "'yes' if x else 'no'; yes",
        "('a' if f else 'b') ~ 'c'; bc",
        "1 if f else 2 if f else 3; 3"
      })
  void comparisonsAndConditionsArePythons(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "true; True",
        "none; None",
        "1e20; 1e+20",
        "1e16; 1e+16",
        "1e15; 1000000000000000.0",
        "0.1 + 0.2; 0.30000000000000004",
        "1e-5; 1e-05",
        "0.0001; 0.0001",
        "2.5e-7; 2.5e-07",
        "l; [3, 1, 2]",
        "d; {'b': 1, 'a': 'x'}",
        "(1,); (1,)",
        "(); ()",
        "(1, 'a'); (1, 'a')",
        "[\"it's\"]; [\"it's\"]",
        "['a\\nb']; ['a\\nb']",
        "[none, true, 1.5]; [None, True, 1.5]"
      })
  void valuesPrintAsInPython(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "s[2]; 😀",
        "s[-1]; b",
        "s[1:3]; ñ😀",
        "s[::-1]; b😀ñA",
        "s[:-2]; Añ",
        "s[::2]; A😀",
        "l[-1]; 2",
        "l[1:]; [1, 2]",
        "l[::-1]; [2, 1, 3]",
        "l[:100]; [3, 1, 2]",
        "l[5:]; []",
        "l[2:0:-1]; [2, 1]",
        "(1, 2, 3)[1:]; (2, 3)",
        "d['a']; x",
        "d.a; x",
        "users[0].name; Bob",
        "users[-1]['age']; 7",
        "{'items': 1}['items']; 1",
        "{'items': 1}.items(); [('items', 1)]"
      })
  void itemsAndSlicesCountCodePoints(String expression, String text) {
    evaluatesTo(expression, text);
  }

  @Test
  void undefinedIsEmptyFalseAndWithoutItems() {
    evaluatesTo("missing", "");
    evaluatesTo("d.missing ~ l[9]", "");
    evaluatesTo("1 if missing else 2", "2");
    evaluatesTo("missing | length", "0");
    evaluatesTo("missing == other", "True");
    evaluatesTo("'a' in missing", "False");
    evaluatesTo("'' if f", "");
  }

  @Test
  void usingUndefinedIsAnErrorWithItsNameAndLine() {
    assertThat(error("\n{{ missing.name }}")).isEqualTo("line 2: 'missing' is undefined");
    assertThat(error("{{ missing + 1 }}")).contains("'missing' is undefined");
    evaluatesTo("d[missing] is defined", "False");
    assertThat(error("{{ missing() }}")).contains("'missing' is undefined");
    assertThat(error("a\n\n{% if d.q.r %}{% endif %}")).startsWith("line 3: ").contains("'q'");
  }

  @Test
  void operatorsThatDoNotFitAreErrors() {
    assertThat(error("{{ 'a' + 1 }}")).contains("a string + an integer");
    assertThat(error("{{ 1 / 0 }}")).contains("zero");
    assertThat(error("{{ 9223372036854775807 + 1 }}")).contains("overflow");
    assertThat(error("{{ {[1]: 2} }}")).contains("a list cannot be a key");
    assertThat(error("{{ l['a' : ] }}")).contains("integer");
    assertThat(error("{{ x() }}")).contains("cannot be called");
    assertThat(error("{{ 'a' < 1 }}")).contains("no order");
  }

  @Test
  void stringsKnowTheEscapesOfPython() {
    evaluatesTo("'\\u00e9\\x41\\n\\\\\\'' | length", "5");
    evaluatesTo("'\\d'", "\\d");
    evaluatesTo("\"\\U0001F600\"", "😀");
  }
}
