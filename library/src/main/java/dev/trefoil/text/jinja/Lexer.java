package dev.trefoil.text.jinja;

import dev.trefoil.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Splits template source into text and tags, and applies the white space rules.
///
/// With `trim_blocks` the newline after a block or comment goes; with `lstrip_blocks` so does the
/// white space between the start of a line and a block or comment. `-` inside a delimiter removes
/// all white space on that side, `+` keeps what the two options would remove.
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean lineStart = true; // nothing but removed text since the last newline

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String unix = source.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        addData(source.substring(position));
        break;
      }
      char type = source.charAt(tag + 1);
      text(tag, type);
      switch (type) {
        case '{' -> variable(tag);
        case '#' -> comment(tag);
        default -> block(tag);
      }
    }
    tokens.add(new Token(Kind.END, "", line));
  }

  private int nextTag() {
    for (int i = source.indexOf('{', position);
        i >= 0 && i + 1 < source.length();
        i = source.indexOf('{', i + 1)) {
      char next = source.charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  /// The text before a tag, stripped as the tag's opening says.
  private void text(int tag, char type) {
    String text = source.substring(position, tag);
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
    if (sign == '-') {
      String kept = PythonText.strip(text, false, true);
      addData(kept);
      addLines(text.substring(kept.length()));
    } else if (type != '{' && sign != '+') {
      int start = text.lastIndexOf('\n') + 1;
      boolean strip = (start > 0 || lineStart) && text.substring(start).isBlank();
      addData(strip ? text.substring(0, start) : text);
    } else {
      addData(text);
    }
    position = tag;
  }

  private void addData(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Kind.DATA, text, line));
    }
    addLines(text);
  }

  private void addLines(String text) {
    line += (int) text.chars().filter(c -> c == '\n').count();
  }

  private void variable(int tag) {
    int start = tag + 2 + signAt(tag + 2, "-+");
    tokens.add(new Token(Kind.VARIABLE_BEGIN, "{{", line));
    int end = expression(start, "}}");
    tokens.add(new Token(Kind.VARIABLE_END, "}}", line));
    close(start, end, false);
  }

  private void block(int tag) {
    int start = tag + 2 + signAt(tag + 2, "-+");
    int afterName = skipSpace(start);
    if (source.startsWith("raw", afterName) && rawTag(skipSpace(afterName + 3)) >= 0) {
      raw(rawTag(skipSpace(afterName + 3)));
      return;
    }
    tokens.add(new Token(Kind.BLOCK_BEGIN, "{%", line));
    int end = expression(start, "%}");
    tokens.add(new Token(Kind.BLOCK_END, "%}", line));
    close(start, end, true);
  }

  /// Position of the `%}` that closes a bare `raw` or `endraw` tag, -1 if it does not.
  private int rawTag(int at) {
    int end = at + signAt(at, "-+");
    return source.startsWith("%}", end) ? end : -1;
  }

  private void raw(int end) {
    close(position, end, false);
    for (int tag = source.indexOf("{%", position); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
      int name = skipSpace(tag + 2 + signAt(tag + 2, "-+"));
      int close = source.startsWith("endraw", name) ? rawTag(skipSpace(name + 6)) : -1;
      if (close >= 0) {
        text(tag, '%');
        close(name + 6, close, true);
        return;
      }
    }
    throw new TemplateException("a {% raw %} block has no {% endraw %}").at(line);
  }

  private void comment(int tag) {
    int start = tag + 2 + signAt(tag + 2, "-+");
    int end = source.indexOf("#}", start);
    if (end < 0) {
      throw new TemplateException("a comment has no closing '#}'").at(line);
    }
    addLines(source.substring(tag, end));
    close(start, end, true);
  }

  /// Goes on after a tag whose inside is `source[start..end)`, minding the sign at its end.
  private void close(int start, int end, boolean trim) {
    char sign = end > start ? source.charAt(end - 1) : ' ';
    int after = end + 2;
    int next = after;
    if (sign == '-') {
      next = skipSpace(after);
    } else if (trim && sign != '+' && source.startsWith("\n", after)) {
      next = after + 1;
    }
    addLines(source.substring(after, next));
    lineStart = source.charAt(next - 1) == '\n';
    position = next;
  }

  /// Adds the tokens of an expression and returns where its closing delimiter starts.
  private int expression(int start, String delimiter) {
    ExpressionLexer inner = new ExpressionLexer(source, start, line, delimiter, tokens);
    int end = inner.run();
    line = inner.line();
    return end;
  }

  private int signAt(int at, String signs) {
    return at < source.length() && signs.indexOf(source.charAt(at)) >= 0 ? 1 : 0;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }
}
