package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of expressions during one rendering.
final class Evaluation {
  private final Budget budget;
  private final Operators operators;
  private final Access access;

  Evaluation(Budget budget) {
    this.budget = budget;
    this.operators = new Operators(budget);
    this.access = new Access(budget);
  }

  Budget budget() {
    return budget;
  }

  Access access() {
    return access;
  }

  String str(Object value) {
    return PythonText.str(value, budget);
  }

  Object evaluate(Expression expression, Scope scope) {
    budget.step();
    budget.enter();
    try {
      Object value = value(expression, scope);
      budget.leave();
      return value;
    } catch (TemplateException e) {
      throw e.at(line(expression));
    }
  }

  private Object value(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Constant constant -> constant.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.ListLiteral list -> all(list.items(), scope);
      case Expression.TupleLiteral tuple -> new Tuple(all(tuple.items(), scope));
      case Expression.DictLiteral dict -> dict(dict, scope);
      case Expression.Attribute a -> access.attribute(evaluate(a.object(), scope), a.name());
      case Expression.Item item ->
          access.item(evaluate(item.object(), scope), evaluate(item.key(), scope));
      case Expression.Slice slice -> slice(slice, scope);
      case Expression.Call call ->
          call(evaluate(call.function(), scope), arguments(call.arguments(), scope));
      case Expression.Filter filter ->
          filter(
              filter.name(), evaluate(filter.input(), scope), arguments(filter.arguments(), scope));
      case Expression.Test test ->
          test(test.name(), evaluate(test.input(), scope), arguments(test.arguments(), scope));
      case Expression.Unary unary -> unary(unary.operator(), evaluate(unary.operand(), scope));
      case Expression.Binary binary ->
          operators.binary(
              binary.operator(), evaluate(binary.left(), scope), evaluate(binary.right(), scope));
      case Expression.And and -> {
        Object left = evaluate(and.left(), scope);
        yield Values.isTrue(left) ? evaluate(and.right(), scope) : left;
      }
      case Expression.Or or -> {
        Object left = evaluate(or.left(), scope);
        yield Values.isTrue(left) ? left : evaluate(or.right(), scope);
      }
      case Expression.Comparison comparison -> compare(comparison, scope);
      case Expression.Conditional conditional -> conditional(conditional, scope);
    };
  }

  private static int line(Expression expression) {
    return switch (expression) {
      case Expression.Attribute attribute -> attribute.line();
      case Expression.Item item -> item.line();
      case Expression.Slice slice -> slice.line();
      case Expression.Call call -> call.line();
      case Expression.Filter filter -> filter.line();
      case Expression.Test test -> test.line();
      case Expression.Unary unary -> unary.line();
      case Expression.Binary binary -> binary.line();
      case Expression.Comparison comparison -> comparison.line();
      case Expression.Constant _, Expression.Name _, Expression.ListLiteral _ -> 0;
      case Expression.TupleLiteral _, Expression.DictLiteral _ -> 0;
      case Expression.And _, Expression.Or _, Expression.Conditional _ -> 0;
    };
  }

  private List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Object dict(Expression.DictLiteral dict, Scope scope) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Object key = Values.key(evaluate(dict.keys().get(i), scope), budget);
      map.put(key, evaluate(dict.values().get(i), scope));
    }
    return map;
  }

  private Object slice(Expression.Slice slice, Scope scope) {
    return access.slice(
        evaluate(slice.object(), scope),
        optional(slice.from(), scope),
        optional(slice.to(), scope),
        optional(slice.step(), scope));
  }

  private Object optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? None.NONE : evaluate(expression, scope);
  }

  CallArguments arguments(Expression.Arguments arguments, Scope scope) {
    if (arguments.positional().isEmpty() && arguments.names().isEmpty()) {
      return CallArguments.NONE;
    }
    List<Object> positional = all(arguments.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < arguments.names().size(); i++) {
      named.put(arguments.names().get(i), evaluate(arguments.named().get(i), scope));
    }
    return new CallArguments(positional, named);
  }

  Object call(Object function, CallArguments arguments) {
    return switch (function) {
      case Callable callable -> callable.call(arguments);
      case Loop loop -> loop.call(arguments);
      case Undefined undefined -> throw undefined.error();
      default -> throw new TemplateException(Values.typeName(function) + " cannot be called");
    };
  }

  Object filter(String name, Object input, CallArguments arguments) {
    Filter filter = Filters.ALL.get(name);
    if (filter == null) {
      throw new TemplateException("there is no filter '%s'".formatted(name));
    }
    budget.read(input);
    return filter.apply(this, input, arguments);
  }

  boolean test(String name, Object input, CallArguments arguments) {
    ValueTest test = ValueTests.ALL.get(name);
    if (test == null) {
      throw new TemplateException("there is no test '%s'".formatted(name));
    }
    budget.read(input);
    return test.holds(input, arguments, budget);
  }

  private Object unary(String operator, Object operand) {
    return switch (operator) {
      case "not" -> !Values.isTrue(operand);
      case "-" -> operators.negate(operand);
      default ->
          operand instanceof Double ? operand : Values.integer(operand, "the operand of '+'");
    };
  }

  private Object compare(Expression.Comparison comparison, Scope scope) {
    Object left = evaluate(comparison.first(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Object right = evaluate(comparison.others().get(i), scope);
      if (!Comparisons.holds(comparison.operators().get(i), left, right, budget)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private Object conditional(Expression.Conditional conditional, Scope scope) {
    if (Values.isTrue(evaluate(conditional.test(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    Expression otherwise = conditional.otherwise();
    return otherwise == null
        ? new Undefined("the condition does not hold and there is no 'else'")
        : evaluate(otherwise, scope);
  }
}
