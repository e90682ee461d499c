package dev.trefoil.text.jinja;

import static dev.trefoil.text.jinja.Rendering.evaluatesTo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTestsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x is defined",
        "missing is not defined",
        "missing is undefined",
        "n is none",
        "s is string",
        "d is mapping",
        "l is iterable",
        "s is iterable",
        "d is iterable",
        "l is sequence",
        "x is number",
        "t is number",
        "x is integer",
        "y is float",
        "t is boolean",
        "t is true",
        "f is false",
        "x is equalto 5",
        "x is eq(5)",
        "2 is in l",
        "4 is even",
        "5 is odd",
        "9 is divisibleby 3",
        "x is ne 4",
        "x is lt 6",
        "x is le 5",
        "x is gt 4",
        "x is ge 5",
        "'A' is upper",
        "'a' is lower",
        "l is sameas l",
        "range is callable",
        "x is defined and n is none",
        "'upper' is filter"
      })
  void holds(String expression) {
    evaluatesTo(expression, "True");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x is none",
        "x is string",
        "l is mapping",
        "x is iterable",
        "t is integer",
        "x is true",
        "x is boolean",
        "[] is sameas []",
        "d is callable",
        "not x is defined"
      })
  void doesNotHold(String expression) {
    evaluatesTo(expression, "False");
  }
}
