package dev.trefoil.text.jinja;

import dev.trefoil.text.jinja.Expression.Arguments;
import dev.trefoil.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions, by recursive descent with Jinja's precedence: conditional, or, and, not,
/// comparison, `+ -`, `~`, `* / // %`, `**`, sign, then postfix, filters and tests.
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  /// Names that end a test without parentheses rather than being its argument.
  private static final Set<String> NO_TEST_ARGUMENT =
      Set.of("else", "or", "and", "if", "is", "in", "not");

  private final TokenReader reader;

  ExpressionParser(TokenReader reader) {
    this.reader = reader;
  }

  /// One expression, or several with commas between them as a tuple.
  Expression tupleOrExpression(boolean withCondition) {
    Expression first = withCondition ? expression() : or();
    if (!reader.current().isOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (reader.skipOperator(",") && startsExpression()) {
      items.add(withCondition ? expression() : or());
    }
    return new Expression.TupleLiteral(items);
  }

  private boolean startsExpression() {
    Token token = reader.current();
    return switch (token.kind()) {
      case BLOCK_END, VARIABLE_END, END -> false;
      case OPERATOR -> !token.isOperator(")") && !token.isOperator("=");
      case NAME -> !token.isName("in");
      case DATA, BLOCK_BEGIN, VARIABLE_BEGIN, STRING, INTEGER, FLOAT -> true;
    };
  }

  Expression expression() {
    reader.enter();
    Expression value = or();
    while (reader.skipName("if")) {
      Expression test = or();
      Expression otherwise = reader.skipName("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
    }
    reader.leave();
    return value;
  }

  /// An expression without a condition, as `for` needs it before its own `if`.
  Expression or() {
    Expression left = and();
    while (reader.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (reader.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!reader.skipName("not")) {
      return comparison();
    }
    reader.enter();
    int line = reader.line();
    Expression operand = not();
    reader.leave();
    return new Expression.Unary("not", operand, line);
  }

  private Expression comparison() {
    int line = reader.line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      operators.add(operator);
      others.add(sum());
    }
    return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others, line);
  }

  private @Nullable String comparator() {
    Token token = reader.current();
    if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return reader.next().text();
    }
    if (reader.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && reader.peek().isName("in")) {
      reader.next();
      reader.next();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    Expression left = concatenation();
    while (reader.current().isOperator("+") || reader.current().isOperator("-")) {
      Token operator = reader.next();
      left = new Expression.Binary(operator.text(), left, concatenation(), operator.line());
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    while (reader.current().isOperator("~")) {
      int line = reader.next().line();
      left = new Expression.Binary("~", left, product(), line);
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (isProduct(reader.current())) {
      Token operator = reader.next();
      left = new Expression.Binary(operator.text(), left, power(), operator.line());
    }
    return left;
  }

  private static boolean isProduct(Token token) {
    return token.isOperator("*")
        || token.isOperator("/")
        || token.isOperator("//")
        || token.isOperator("%");
  }

  private Expression power() {
    Expression left = signed(true);
    while (reader.current().isOperator("**")) {
      int line = reader.next().line();
      left = new Expression.Binary("**", left, signed(true), line);
    }
    return left;
  }

  private Expression signed(boolean withFilters) {
    reader.enter();
    Token token = reader.current();
    Expression value;
    if (token.isOperator("-") || token.isOperator("+")) {
      reader.next();
      value = new Expression.Unary(token.text(), signed(false), token.line());
    } else {
      value = primary();
    }
    value = postfix(value);
    reader.leave();
    return withFilters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = reader.current();
    return switch (token.kind()) {
      case NAME -> name(reader.next().text());
      case STRING -> new Expression.Constant(strings());
      case INTEGER -> new Expression.Constant(integer(reader.next()));
      case FLOAT -> new Expression.Constant(Double.parseDouble(reader.next().text()));
      case OPERATOR -> bracketed();
      case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END ->
          throw reader.unexpected("a value");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Constant(true);
      case "false", "False" -> new Expression.Constant(false);
      case "none", "None" -> new Expression.Constant(None.NONE);
      default -> new Expression.Name(name);
    };
  }

  private String strings() {
    StringBuilder value = new StringBuilder();
    while (reader.current().kind() == Kind.STRING) {
      value.append(reader.next().text());
    }
    return value.toString();
  }

  private static Long integer(Token token) {
    try {
      return Long.valueOf(token.text());
    } catch (NumberFormatException e) {
      throw new TemplateException("integer " + token.text() + " does not fit 64 bits")
          .at(token.line());
    }
  }

  private Expression bracketed() {
    if (reader.skipOperator("(")) {
      if (reader.skipOperator(")")) {
        return new Expression.TupleLiteral(List.of());
      }
      Expression inner = tupleOrExpression(true);
      reader.expectOperator(")");
      return inner;
    }
    if (reader.skipOperator("[")) {
      return new Expression.ListLiteral(expressionsUntil("]"));
    }
    if (reader.skipOperator("{")) {
      return dict();
    }
    throw reader.unexpected("a value");
  }

  private List<Expression> expressionsUntil(String end) {
    List<Expression> items = new ArrayList<>();
    while (!reader.skipOperator(end)) {
      if (!items.isEmpty()) {
        reader.expectOperator(",");
        if (reader.skipOperator(end)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!reader.skipOperator("}")) {
      if (!keys.isEmpty()) {
        reader.expectOperator(",");
        if (reader.skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      reader.expectOperator(":");
      values.add(expression());
    }
    return new Expression.DictLiteral(keys, values);
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      if (reader.skipOperator(".")) {
        value = member(value);
      } else if (reader.skipOperator("[")) {
        value = subscript(value);
      } else if (reader.current().isOperator("(")) {
        int line = reader.line();
        value = new Expression.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  private Expression member(Expression object) {
    Token token = reader.current();
    if (token.kind() == Kind.INTEGER) {
      Expression index = new Expression.Constant(integer(reader.next()));
      return new Expression.Item(object, index, token.line());
    }
    String name = reader.expect(Kind.NAME, "an attribute name").text();
    return new Expression.Attribute(object, name, token.line());
  }

  private Expression subscript(Expression object) {
    int line = reader.line();
    Expression from = reader.current().isOperator(":") ? null : expression();
    if (from != null && reader.skipOperator("]")) {
      return new Expression.Item(object, from, line);
    }
    reader.expectOperator(":");
    Expression to = atSliceEnd() ? null : expression();
    Expression step = reader.skipOperator(":") && !atSliceEnd() ? expression() : null;
    reader.expectOperator("]");
    return new Expression.Slice(object, from, to, step, line);
  }

  private boolean atSliceEnd() {
    return reader.current().isOperator(":") || reader.current().isOperator("]");
  }

  /// The parentheses of a call, which must be there.
  Arguments arguments() {
    reader.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> named = new ArrayList<>();
    while (!reader.skipOperator(")")) {
      if (!positional.isEmpty() || !names.isEmpty()) {
        reader.expectOperator(",");
        if (reader.skipOperator(")")) {
          break;
        }
      }
      if (reader.current().kind() == Kind.NAME && reader.peek().isOperator("=")) {
        names.add(reader.next().text());
        reader.expectOperator("=");
        named.add(expression());
      } else if (names.isEmpty()) {
        positional.add(expression());
      } else {
        throw reader.unexpected("a named argument");
      }
    }
    return new Arguments(positional, names, named);
  }

  /// Filters and tests that follow a value.
  Expression filtersAndTests(Expression start) {
    Expression value = start;
    while (true) {
      if (reader.skipOperator("|")) {
        value = filter(value);
      } else if (reader.skipName("is")) {
        value = test(value);
      } else if (reader.current().isOperator("(")) {
        int line = reader.line();
        value = new Expression.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  /// A filter's name and arguments.
  Expression filter(Expression input) {
    int line = reader.line();
    String name = reader.expect(Kind.NAME, "a filter name").text();
    Arguments arguments = reader.current().isOperator("(") ? arguments() : Arguments.NONE;
    return new Expression.Filter(input, name, arguments, line);
  }

  private Expression test(Expression input) {
    int line = reader.line();
    boolean negated = reader.skipName("not");
    String name = reader.expect(Kind.NAME, "a test name").text();
    Arguments arguments = Arguments.NONE;
    if (reader.current().isOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument()) {
      Expression argument = postfix(primary());
      arguments = new Arguments(List.of(argument), List.of(), List.of());
    }
    Expression test = new Expression.Test(input, name, arguments, line);
    return negated ? new Expression.Unary("not", test, line) : test;
  }

  private boolean startsTestArgument() {
    Token token = reader.current();
    return switch (token.kind()) {
      case NAME -> !NO_TEST_ARGUMENT.contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> false;
    };
  }
}
