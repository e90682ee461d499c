package dev.trefoil.bench.report;

import java.util.ArrayDeque;
import java.util.Deque;

/// Builds a piece of HTML or SVG that is also well-formed XML. Names of elements and attributes are
/// the program's own; every value and every text is escaped here, once.
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element; `attributes` are names and values in turn, an empty value leaves its name
  /// out.
  Markup open(String name, String... attributes) {
    tag(name, attributes).append('>');
    open.push(name);
    return this;
  }

  /// Closes the element opened last.
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /// An element without content: of SVG, or one that HTML never closes, such as `meta`.
  Markup leaf(String name, String... attributes) {
    tag(name, attributes).append("/>");
    return this;
  }

  /// An element with text.
  Markup element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  Markup text(String text) {
    Escape.append(text, out);
    return this;
  }

  /// A style sheet, which HTML takes as it is; one that could end the element is refused.
  Markup style(String sheet) {
    if (sheet.indexOf('<') >= 0 || sheet.indexOf('&') >= 0) {
      throw new IllegalArgumentException("a style sheet with < or &; write it without them");
    }
    open("style").out.append(sheet);
    return close();
  }

  /// Takes over a finished piece.
  Markup add(Markup piece) {
    out.append(piece);
    return this;
  }

  /// A new line in the source, so that the page can be read as text too.
  Markup line() {
    out.append('\n');
    return this;
  }

  private StringBuilder tag(String name, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "%s: %d attribute strings; names and values come in pairs"
              .formatted(name, attributes.length));
    }
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i + 1].isEmpty()) {
        out.append(' ').append(attributes[i]).append("=\"");
        Escape.append(attributes[i + 1], out);
        out.append('"');
      }
    }
    return out;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open + "; close every element first");
    }
    return out.toString();
  }
}
