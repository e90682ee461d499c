package dev.trefoil.text.jinja;

import dev.trefoil.text.jinja.Token.Kind;
import java.util.List;

/// A position in a list of tokens, and the depth of what is being parsed there.
final class TokenReader {
  private static final int DEEPEST = 150; // nested expressions or blocks; far below the stack's end

  private final List<Token> tokens;
  private int position;
  private int depth;

  TokenReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token peek() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.kind() != Kind.END) {
      position++;
    }
    return token;
  }

  int line() {
    return current().line();
  }

  boolean skipOperator(String operator) {
    boolean there = current().isOperator(operator);
    if (there) {
      next();
    }
    return there;
  }

  boolean skipName(String name) {
    boolean there = current().isName(name);
    if (there) {
      next();
    }
    return there;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  Token expect(Kind kind, String what) {
    if (current().kind() != kind) {
      throw unexpected(what);
    }
    return next();
  }

  TemplateException unexpected(String wanted) {
    return new TemplateException("found %s where %s is needed".formatted(current().shown(), wanted))
        .at(line());
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw new TemplateException("nested more than %d deep".formatted(DEEPEST)).at(line());
    }
  }

  void leave() {
    depth--;
  }
}
