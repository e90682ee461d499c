package dev.trefoil.text.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A parsed template. Immutable; may render in several threads.
public final class Template {
  private static final int LONGEST = 2_000_000; // characters of source

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /// Reads a template.
  ///
  /// @throws TemplateException for a syntax error; the message starts with its line
  public static Template parse(String source) {
    if (source.length() > LONGEST) {
      throw new TemplateException(
          "the template has %d characters, at most %d are allowed"
              .formatted(source.length(), LONGEST));
    }
    return new Template(StatementParser.parse(source));
  }

  /// Renders with the variables given: null, booleans, numbers, strings, and lists and maps of
  /// them.
  ///
  /// @param clock the time and zone of `strftime_now`
  /// @throws TemplateException for an error in the template, for what it refuses through
  ///   `raise_exception`, and when it takes too many steps or makes too much text
  public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
    Budget budget = new Budget();
    Scope globals = new Scope(null);
    Functions.all(budget, clock).forEach(globals::set);
    Scope scope = new Scope(globals);
    variables.forEach((name, value) -> scope.set(name, Values.of(value)));
    return new Renderer(budget).capture(statements, scope);
  }
}
