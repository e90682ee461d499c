package dev.trefoil.text.jinja;

/// A piece of template source.
///
/// @param text the literal text, name, operator or number; for strings the value, escapes resolved
/// @param line line in the source, from 1
record Token(Kind kind, String text, int line) {
  enum Kind {
    /// Text outside tags.
    DATA,
    /// `{%`
    BLOCK_BEGIN,
    /// `%}`
    BLOCK_END,
    /// `{{`
    VARIABLE_BEGIN,
    /// `}}`
    VARIABLE_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    /// End of the source.
    END
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /// How the token is named in an error.
  String shown() {
    return switch (kind) {
      case BLOCK_END -> "end of tag '%}'";
      case VARIABLE_END -> "end of tag '}}'";
      case END -> "end of template";
      case STRING -> "string " + Values.shown(text);
      case DATA, BLOCK_BEGIN, VARIABLE_BEGIN, NAME, INTEGER, FLOAT, OPERATOR -> Values.shown(text);
    };
  }
}
