package dev.trefoil.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that produces output or changes a variable.
sealed interface Statement {
  record Text(String text) implements Statement {}

  /// `{{ value }}`
  record Output(Expression value, int line) implements Statement {}

  /// `if`, `elif`: the first branch whose test holds, else `otherwise`.
  record If(List<Expression> tests, List<List<Statement>> branches, List<Statement> otherwise)
      implements Statement {}

  record For(
      Target target,
      Expression items,
      @Nullable Expression filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Set(Target target, Expression value, int line) implements Statement {}

  /// `{% set name %}...{% endset %}`, through filters if there are any.
  record SetBlock(Target target, List<Statement> body, Expression value, int line)
      implements Statement {}

  record MacroDefinition(Macro.Signature signature, List<Statement> body) implements Statement {}

  /// `{% call(parameters) function(...) %}body{% endcall %}`
  record CallBlock(Macro.Signature caller, Expression.Call call, List<Statement> body)
      implements Statement {}

  /// `{% filter ... %}`: `value` refers to the rendered body.
  record FilterBlock(List<Statement> body, Expression value, int line) implements Statement {}

  /// `{% with a = 1 %}`
  record With(List<Set> variables, List<Statement> body) implements Statement {}

  /// `{% generation %}`: marks what the assistant said; renders as its body.
  record Generation(List<Statement> body) implements Statement {}

  record Break() implements Statement {}

  record Continue() implements Statement {}

  /// What can be assigned to.
  sealed interface Target {
    record Variable(String name) implements Target {}

    record Unpacked(List<Target> targets) implements Target {}

    /// `namespace.attribute`
    record Member(String namespace, String attribute) implements Target {}
  }
}
