package dev.trefoil.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that has a value.
sealed interface Expression {
  /// A number, string, boolean or none.
  record Constant(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListLiteral(List<Expression> items) implements Expression {}

  record TupleLiteral(List<Expression> items) implements Expression {}

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {}

  /// `object.name`
  record Attribute(Expression object, String name, int line) implements Expression {}

  /// `object[key]`
  record Item(Expression object, Expression key, int line) implements Expression {}

  /// `object[from:to:step]`
  record Slice(
      Expression object,
      @Nullable Expression from,
      @Nullable Expression to,
      @Nullable Expression step,
      int line)
      implements Expression {}

  record Call(Expression function, Arguments arguments, int line) implements Expression {}

  /// `input | name(arguments)`
  record Filter(Expression input, String name, Arguments arguments, int line)
      implements Expression {}

  /// `input is name(arguments)`
  record Test(Expression input, String name, Arguments arguments, int line) implements Expression {}

  /// `+`, `-` or `not`
  record Unary(String operator, Expression operand, int line) implements Expression {}

  /// Arithmetic and `~`
  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  /// `a < b <= c`: each operator between its neighbours, all of which must hold.
  record Comparison(Expression first, List<String> operators, List<Expression> others, int line)
      implements Expression {}

  /// `then if test else otherwise`; without `otherwise` undefined.
  record Conditional(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /// What stands between the parentheses of a call.
  record Arguments(List<Expression> positional, List<String> names, List<Expression> named) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), List.of());
  }
}
