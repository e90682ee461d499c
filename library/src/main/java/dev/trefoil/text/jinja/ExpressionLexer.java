package dev.trefoil.text.jinja;

import dev.trefoil.text.jinja.Token.Kind;
import java.util.List;

/// Tokens inside one `{{ }}` or `{% %}`.
final class ExpressionLexer {
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",");

  private final String source;
  private final String delimiter;
  private final List<Token> tokens;
  private int position;
  private int line;
  private int nesting; // open brackets and braces, inside which the delimiter does not count

  ExpressionLexer(String source, int start, int line, String delimiter, List<Token> tokens) {
    this.source = source;
    this.position = start;
    this.line = line;
    this.delimiter = delimiter;
    this.tokens = tokens;
  }

  int line() {
    return line;
  }

  /// Returns where the closing delimiter starts (after its sign).
  int run() {
    while (position < source.length()) {
      char c = source.charAt(position);
      if (nesting == 0 && atEnd()) {
        return source.indexOf(delimiter, position);
      }
      if (Character.isWhitespace(c)) {
        line += c == '\n' ? 1 : 0;
        position++;
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (Character.isJavaIdentifierStart(c) && c != '$') {
        name();
      } else {
        operator();
      }
    }
    throw new TemplateException("a tag has no closing '" + delimiter + "'").at(line);
  }

  private boolean atEnd() {
    char c = source.charAt(position);
    boolean signed = c == '-' || (c == '+' && delimiter.equals("%}"));
    return source.startsWith(delimiter, signed ? position + 1 : position);
  }

  private void name() {
    int start = position;
    while (position < source.length()
        && Character.isJavaIdentifierPart(source.charAt(position))
        && source.charAt(position) != '$') {
      position++;
    }
    tokens.add(new Token(Kind.NAME, source.substring(start, position), line));
  }

  private void number() {
    int start = position;
    digits();
    Kind kind = Kind.INTEGER;
    if (position + 1 < source.length()
        && source.charAt(position) == '.'
        && isDigit(source.charAt(position + 1))) {
      kind = Kind.FLOAT;
      position++;
      digits();
    }
    if (atExponent()) {
      kind = Kind.FLOAT;
      position += 2;
      digits();
    }
    tokens.add(new Token(kind, source.substring(start, position).replace("_", ""), line));
  }

  private boolean atExponent() {
    if (position + 1 >= source.length() || "eE".indexOf(source.charAt(position)) < 0) {
      return false;
    }
    char next = source.charAt(position + 1);
    boolean signed = next == '+' || next == '-';
    return isDigit(signed && position + 2 < source.length() ? source.charAt(position + 2) : next);
  }

  private void digits() {
    while (position < source.length()
        && (isDigit(source.charAt(position)) || source.charAt(position) == '_')) {
      position++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void string(char quote) {
    StringBuilder value = new StringBuilder();
    int startLine = line;
    position++;
    while (position < source.length() && source.charAt(position) != quote) {
      char c = source.charAt(position++);
      line += c == '\n' ? 1 : 0;
      if (c == '\\' && position < source.length()) {
        escape(value);
      } else {
        value.append(c);
      }
    }
    if (position >= source.length()) {
      throw new TemplateException("a string has no closing " + quote).at(startLine);
    }
    position++;
    tokens.add(new Token(Kind.STRING, value.toString(), startLine));
  }

  private void escape(StringBuilder value) {
    char c = source.charAt(position++);
    switch (c) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'v' -> value.append('\u000B');
      case 'a' -> value.append('\u0007');
      case '0' -> value.append('\0');
      case 'x' -> codePoint(value, 2);
      case 'u' -> codePoint(value, 4);
      case 'U' -> codePoint(value, 8);
      case '\n' -> line++;
      case '\\', '\'', '"' -> value.append(c);
      default -> value.append('\\').append(c);
    }
  }

  private void codePoint(StringBuilder value, int digits) {
    int end = Math.min(source.length(), position + digits);
    String hex = source.substring(position, end);
    try {
      value.appendCodePoint(Integer.parseUnsignedInt(hex, 16));
    } catch (IllegalArgumentException e) {
      throw new TemplateException("broken escape '" + hex + "' in a string").at(line);
    }
    position = end;
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        nest(operator);
        tokens.add(new Token(Kind.OPERATOR, operator, line));
        position += operator.length();
        return;
      }
    }
    throw new TemplateException("unexpected character '" + source.charAt(position) + "'").at(line);
  }

  private void nest(String operator) {
    switch (operator) {
      case "(", "[", "{" -> nesting++;
      case ")", "]", "}" -> nesting = Math.max(0, nesting - 1);
      default -> {}
    }
  }
}
