package dev.trefoil.text.jinja;

import org.jspecify.annotations.Nullable;

/// A template that cannot be parsed or rendered, or that refuses its input.
///
/// The message is one sentence with the line of the template in front (`line 3: ...`), or for a
/// refusal exactly what the template passed to `raise_exception`.
public final class TemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;
  private final int line; // 0 while unknown

  private TemplateException(
      String message, boolean refusal, int line, @Nullable TemplateException cause) {
    super(message, cause);
    this.refusal = refusal;
    this.line = line;
  }

  /// An error of the template itself or of its use.
  TemplateException(String message) {
    this(message, false, 0, null);
  }

  /// What the template says through `raise_exception`.
  static TemplateException refusal(String message) {
    return new TemplateException(message, true, 0, null);
  }

  /// The same with a line in front, once: refusals and placed errors stay as they are.
  TemplateException at(int place) {
    if (refusal || line > 0 || place <= 0) {
      return this;
    }
    return new TemplateException("line " + place + ": " + getMessage(), false, place, this);
  }

  /// Whether the message is the template's own, meant for whoever wrote the conversation.
  public boolean isRefusal() {
    return refusal;
  }
}
