package dev.trefoil.text.jinja;

import dev.trefoil.text.jinja.Statement.Target;
import dev.trefoil.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Templates: text, outputs and block tags.
final class StatementParser {
  /// A variable that no template can name: the rendered body of a block.
  static final String BODY = "#body";

  private final TokenReader reader;
  private final ExpressionParser expressions;
  private int loops; // enclosing loops, for break and continue

  private StatementParser(TokenReader reader) {
    this.reader = reader;
    this.expressions = new ExpressionParser(reader);
  }

  static List<Statement> parse(String source) {
    TokenReader reader = new TokenReader(Lexer.tokens(source));
    StatementParser parser = new StatementParser(reader);
    List<Statement> statements = parser.body();
    if (reader.current().kind() != Kind.END) {
      throw new TemplateException("tag '%s' does not belong here".formatted(reader.peek().text()))
          .at(reader.line());
    }
    return statements;
  }

  /// Statements up to one of the tags, or to the end of the template; the tag's `{%` is still
  /// ahead.
  private List<Statement> body(String... endTags) {
    reader.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = reader.current();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Text(reader.next().text()));
        case VARIABLE_BEGIN -> statements.add(output());
        case BLOCK_BEGIN -> {
          if (isOneOf(reader.peek(), endTags) || isStray(reader.peek())) {
            reader.leave();
            return statements;
          }
          reader.next();
          statements.add(block());
        }
        case END -> {
          reader.leave();
          return statements;
        }
        case BLOCK_END, VARIABLE_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw reader.unexpected("text or a tag");
      }
    }
  }

  private static boolean isOneOf(Token token, String... names) {
    return Arrays.stream(names).anyMatch(token::isName);
  }

  private static boolean isStray(Token token) {
    return token.kind() == Kind.NAME
        && (token.text().startsWith("end") || isOneOf(token, "else", "elif"));
  }

  private Statement output() {
    int line = reader.next().line();
    Expression value = expressions.tupleOrExpression(true);
    reader.expect(Kind.VARIABLE_END, "'}}'");
    return new Statement.Output(value, line);
  }

  private Statement block() {
    Token tag = reader.expect(Kind.NAME, "a tag name");
    return switch (tag.text()) {
      case "if" -> conditional();
      case "for" -> loop(tag.line());
      case "set" -> assignment(tag.line());
      case "macro" -> macro();
      case "call" -> call();
      case "filter" -> filter(tag.line());
      case "with" -> with();
      case "generation" -> generation();
      case "break", "continue" -> jump(tag);
      default ->
          throw new TemplateException(
                  "tag '%s' is not supported; if, for, set, macro, call, filter, with, generation, break, continue and raw are"
                      .formatted(tag.text()))
              .at(tag.line());
    };
  }

  private void endTag() {
    reader.expect(Kind.BLOCK_END, "'%}'");
  }

  /// The body after the current tag, and its end tag.
  private List<Statement> bodyUntil(String end) {
    endTag();
    List<Statement> body = body(end);
    closing(end);
    return body;
  }

  private void closing(String end) {
    if (reader.current().kind() != Kind.BLOCK_BEGIN || !reader.peek().isName(end)) {
      Token found = reader.current().kind() == Kind.BLOCK_BEGIN ? reader.peek() : reader.current();
      throw new TemplateException(
              "found %s where {%% %s %%} is needed".formatted(found.shown(), end))
          .at(found.line());
    }
    reader.next();
    reader.next();
    if (end.equals("endmacro") && reader.current().kind() == Kind.NAME) {
      reader.next();
    }
    endTag();
  }

  private Statement conditional() {
    List<Expression> tests = new ArrayList<>();
    List<List<Statement>> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      tests.add(expressions.tupleOrExpression(false));
      endTag();
      branches.add(body("elif", "else", "endif"));
    } while (skipTag("elif"));
    if (skipTag("else")) {
      endTag();
      otherwise = body("endif");
    }
    closing("endif");
    return new Statement.If(tests, branches, otherwise);
  }

  private boolean skipTag(String name) {
    if (reader.current().kind() != Kind.BLOCK_BEGIN || !reader.peek().isName(name)) {
      return false;
    }
    reader.next();
    reader.next();
    return true;
  }

  private Statement loop(int line) {
    Target target = target();
    if (!reader.skipName("in")) {
      throw reader.unexpected("'in'");
    }
    Expression items = expressions.tupleOrExpression(false);
    Expression filter = reader.skipName("if") ? expressions.expression() : null;
    boolean recursive = reader.skipName("recursive");
    endTag();
    loops++;
    List<Statement> body = body("else", "endfor");
    loops--;
    List<Statement> otherwise = List.of();
    if (skipTag("else")) {
      endTag();
      otherwise = body("endfor");
    }
    closing("endfor");
    return new Statement.For(target, items, filter, recursive, body, otherwise, line);
  }

  private Statement jump(Token tag) {
    if (loops == 0) {
      throw new TemplateException("'%s' outside a loop".formatted(tag.text())).at(tag.line());
    }
    endTag();
    return tag.isName("break") ? new Statement.Break() : new Statement.Continue();
  }

  private Target target() {
    List<Target> targets = new ArrayList<>(List.of(simpleTarget()));
    boolean tuple = false;
    while (reader.skipOperator(",")) {
      tuple = true;
      if (reader.current().kind() != Kind.NAME && !reader.current().isOperator("(")) {
        break;
      }
      targets.add(simpleTarget());
    }
    return tuple ? new Target.Unpacked(targets) : targets.getFirst();
  }

  private Target simpleTarget() {
    if (reader.skipOperator("(")) {
      reader.enter();
      Target inner = target();
      reader.leave();
      reader.expectOperator(")");
      return inner;
    }
    String name = reader.expect(Kind.NAME, "a variable name").text();
    if (reader.skipOperator(".")) {
      return new Target.Member(name, reader.expect(Kind.NAME, "an attribute name").text());
    }
    return new Target.Variable(name);
  }

  private Statement assignment(int line) {
    Target target = target();
    if (reader.skipOperator("=")) {
      Expression value = expressions.tupleOrExpression(true);
      endTag();
      return new Statement.Set(target, value, line);
    }
    Expression value = expressions.filtersAndTests(new Expression.Name(BODY));
    return new Statement.SetBlock(target, bodyUntil("endset"), value, line);
  }

  private Statement filter(int line) {
    Expression first = expressions.filter(new Expression.Name(BODY));
    Expression value = expressions.filtersAndTests(first);
    return new Statement.FilterBlock(bodyUntil("endfilter"), value, line);
  }

  private Statement macro() {
    String name = reader.expect(Kind.NAME, "a macro name").text();
    Macro.Signature signature = signature(name);
    return new Statement.MacroDefinition(signature, outsideLoops("endmacro"));
  }

  private Statement call() {
    Macro.Signature caller =
        reader.current().isOperator("(")
            ? signature("caller")
            : new Macro.Signature("caller", List.of(), List.of());
    int line = reader.line();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw new TemplateException("{% call %} needs a call of a macro").at(line);
    }
    return new Statement.CallBlock(caller, call, outsideLoops("endcall"));
  }

  /// A body that runs elsewhere, so that it cannot break the loop around it.
  private List<Statement> outsideLoops(String end) {
    int outer = loops;
    loops = 0;
    List<Statement> body = bodyUntil(end);
    loops = outer;
    return body;
  }

  private Macro.Signature signature(String name) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    reader.expectOperator("(");
    while (!reader.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        reader.expectOperator(",");
      }
      parameters.add(reader.expect(Kind.NAME, "a parameter name").text());
      if (reader.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw reader.unexpected("a default, as the parameter before has one,");
      }
    }
    return new Macro.Signature(name, parameters, defaults);
  }

  private Statement with() {
    List<Statement.Set> variables = new ArrayList<>();
    while (reader.current().kind() != Kind.BLOCK_END) {
      if (!variables.isEmpty()) {
        reader.expectOperator(",");
      }
      int line = reader.line();
      Target target = simpleTarget();
      reader.expectOperator("=");
      variables.add(new Statement.Set(target, expressions.expression(), line));
    }
    return new Statement.With(variables, bodyUntil("endwith"));
  }

  private Statement generation() {
    return new Statement.Generation(bodyUntil("endgeneration"));
  }
}
