package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs statements during one rendering.
final class Renderer {
  /// How a list of statements ended.
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Evaluation evaluation;
  private final Budget budget;

  Renderer(Budget budget) {
    this.evaluation = new Evaluation(budget);
    this.budget = budget;
  }

  Object evaluate(Expression expression, Scope scope) {
    return evaluation.evaluate(expression, scope);
  }

  /// The text that a body makes.
  String capture(List<Statement> body, Scope scope) {
    StringBuilder out = new StringBuilder();
    run(body, scope, out);
    return out.toString();
  }

  private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
    budget.enter();
    Flow flow = Flow.NEXT;
    for (int i = 0; flow == Flow.NEXT && i < statements.size(); i++) {
      budget.step();
      flow = run(statements.get(i), scope, out);
    }
    budget.leave();
    return flow;
  }

  private Flow run(Statement statement, Scope scope, StringBuilder out) {
    try {
      return switch (statement) {
        case Statement.Text text -> append(text.text(), out);
        case Statement.Output output ->
            append(evaluation.str(evaluate(output.value(), scope)), out);
        case Statement.If branches -> choose(branches, scope, out);
        case Statement.For loop -> loop(loop, evaluate(loop.items(), scope), scope, 0, out);
        case Statement.Set set -> assign(set.target(), evaluate(set.value(), scope), scope);
        case Statement.SetBlock set -> setBlock(set, scope);
        case Statement.MacroDefinition macro -> define(macro, scope);
        case Statement.CallBlock call -> append(call(call, scope), out);
        case Statement.FilterBlock filter -> filterBlock(filter, scope, out);
        case Statement.With with -> with(with, scope, out);
        case Statement.Generation generation -> run(generation.body(), new Scope(scope), out);
        case Statement.Break _ -> Flow.BREAK;
        case Statement.Continue _ -> Flow.CONTINUE;
      };
    } catch (TemplateException e) {
      throw e.at(line(statement));
    }
  }

  private static int line(Statement statement) {
    return switch (statement) {
      case Statement.Output output -> output.line();
      case Statement.For loop -> loop.line();
      case Statement.Set set -> set.line();
      case Statement.SetBlock set -> set.line();
      case Statement.FilterBlock filter -> filter.line();
      case Statement.CallBlock call -> call.call().line();
      case Statement.Text _, Statement.If _, Statement.MacroDefinition _ -> 0;
      case Statement.With _, Statement.Generation _, Statement.Break _, Statement.Continue _ -> 0;
    };
  }

  private Flow append(String text, StringBuilder out) {
    budget.grow(out.length() + (long) text.length(), text.length());
    out.append(text);
    return Flow.NEXT;
  }

  private Flow choose(Statement.If branches, Scope scope, StringBuilder out) {
    for (int i = 0; i < branches.tests().size(); i++) {
      if (Values.isTrue(evaluate(branches.tests().get(i), scope))) {
        return run(branches.branches().get(i), scope, out);
      }
    }
    return run(branches.otherwise(), scope, out);
  }

  private Flow loop(Statement.For loop, Object over, Scope scope, int depth, StringBuilder out) {
    List<Object> items = chosen(loop, Values.items(over, budget), scope);
    if (items.isEmpty()) {
      return run(loop.otherwise(), new Scope(scope), out);
    }
    Loop variable = new Loop(items, depth, recursion(loop, scope, depth), budget);
    for (int i = 0; i < items.size(); i++) {
      Scope inner = new Scope(scope);
      variable.moveTo(i);
      inner.set("loop", variable);
      assign(loop.target(), items.get(i), inner);
      if (run(loop.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
    return Flow.NEXT;
  }

  private List<Object> chosen(Statement.For loop, List<Object> items, Scope scope) {
    Expression filter = loop.filter();
    if (filter == null) {
      return items;
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : items) {
      Scope inner = new Scope(scope);
      assign(loop.target(), item, inner);
      if (Values.isTrue(evaluate(filter, inner))) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private @Nullable Callable recursion(Statement.For loop, Scope scope, int depth) {
    if (!loop.recursive()) {
      return null;
    }
    return arguments -> {
      StringBuilder inner = new StringBuilder();
      loop(loop, arguments.require(0, "items"), scope, depth + 1, inner);
      return inner.toString();
    };
  }

  private Flow assign(Statement.Target target, Object value, Scope scope) {
    switch (target) {
      case Statement.Target.Variable variable -> scope.set(variable.name(), value);
      case Statement.Target.Member member -> {
        Object object = scope.get(member.namespace());
        if (!(object instanceof Namespace namespace)) {
          throw new TemplateException(
              "'%s' is no namespace, so '%s.%s' cannot be set"
                  .formatted(member.namespace(), member.namespace(), member.attribute()));
        }
        namespace.set(member.attribute(), value);
      }
      case Statement.Target.Unpacked unpacked -> {
        List<Object> items = Values.items(value, budget);
        if (items.size() != unpacked.targets().size()) {
          throw new TemplateException(
              "%d values for %d names".formatted(items.size(), unpacked.targets().size()));
        }
        for (int i = 0; i < items.size(); i++) {
          assign(unpacked.targets().get(i), items.get(i), scope);
        }
      }
    }
    return Flow.NEXT;
  }

  private Flow setBlock(Statement.SetBlock set, Scope scope) {
    return assign(set.target(), body(set.body(), set.value(), scope), scope);
  }

  private Flow filterBlock(Statement.FilterBlock filter, Scope scope, StringBuilder out) {
    return append(evaluation.str(body(filter.body(), filter.value(), scope)), out);
  }

  /// The text of a block, through its filters.
  private Object body(List<Statement> body, Expression value, Scope scope) {
    Scope inner = new Scope(scope);
    inner.set(StatementParser.BODY, capture(body, new Scope(scope)));
    return evaluate(value, inner);
  }

  private Flow define(Statement.MacroDefinition macro, Scope scope) {
    scope.set(macro.signature().name(), new Macro(macro.signature(), macro.body(), scope, this));
    return Flow.NEXT;
  }

  private String call(Statement.CallBlock block, Scope scope) {
    Object function = evaluate(block.call().function(), scope);
    CallArguments arguments = evaluation.arguments(block.call().arguments(), scope);
    Macro caller = new Macro(block.caller(), block.body(), scope, this);
    return evaluation.str(evaluation.call(function, arguments.with("caller", caller)));
  }

  private Flow with(Statement.With with, Scope scope, StringBuilder out) {
    Scope inner = new Scope(scope);
    for (Statement.Set variable : with.variables()) {
      assign(variable.target(), evaluate(variable.value(), scope), inner);
    }
    return run(with.body(), inner, out);
  }
}
