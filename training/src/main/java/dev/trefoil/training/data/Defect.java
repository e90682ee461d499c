package dev.trefoil.training.data;

import java.util.Locale;

/// What can be wrong with a conversation of a data file, and whether it is mended or dropped.
public enum Defect {
  NOT_JSON(false, "line is not JSON"),
  LONG_LINE(false, "line longer than any conversation"),
  NO_TURNS(false, "no list of turns"),
  UNKNOWN_ROLE(false, "unknown role"),
  NO_ANSWER(false, "no answer of the assistant"),
  HAS_EMPTY_TURN(false, "empty turn"),
  NOT_ALTERNATING(false, "roles do not alternate from a question to an answer"),
  MALFORMED_TEMPLATE(false, "refused by the chat template"),
  NOTHING_TO_TRAIN(false, "no trained token fits the context"),
  TOO_LONG(false, "longer than the context"),
  EMPTY_TURN(true, "empty turn removed"),
  LEADING_ANSWER(true, "answer before the first question removed"),
  TRAILING_QUESTION(true, "question without an answer removed"),
  MERGED_TURNS(true, "neighbouring turns of one role joined"),
  TRUNCATED(true, "cut to the context");

  private final boolean repaired;
  private final String label;

  Defect(boolean repaired, String label) {
    this.repaired = repaired;
    this.label = label;
  }

  /// True when the conversation is kept in a mended form.
  public boolean repaired() {
    return repaired;
  }

  /// A few words for a report.
  public String label() {
    return label;
  }

  /// The name in manifests: `dropped_` or `mended_`, then the constant's name in lower case.
  public String key() {
    return (repaired ? "mended_" : "dropped_") + name().toLowerCase(Locale.ROOT);
  }
}
