package dev.trefoil.training.data;

/// What can be wrong with a conversation of a data file, and whether it is mended or dropped.
public enum Defect {
  NOT_JSON(false, "line is not JSON"),
  NO_TURNS(false, "no list of turns"),
  UNKNOWN_ROLE(false, "unknown role"),
  NO_ANSWER(false, "no answer of the assistant"),
  MALFORMED_TEMPLATE(false, "refused by the chat template"),
  NOTHING_TO_TRAIN(false, "no trained token fits the context"),
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
}
