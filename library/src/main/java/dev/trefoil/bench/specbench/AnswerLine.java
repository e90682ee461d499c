package dev.trefoil.bench.specbench;

import java.util.List;

/// One line of an answer file.
///
/// @param category empty in files of the Clover and EAGLE scripts, which do not record it
/// @param answerId any unique text
/// @param modelId name of model and method
/// @param choices the first one counts in every score
/// @param timestampSeconds seconds since 1970 when the answer was finished
public record AnswerLine(
    long questionId,
    String category,
    String answerId,
    String modelId,
    List<AnswerChoice> choices,
    double timestampSeconds) {
  public AnswerLine {
    choices = List.copyOf(choices);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("\"choices\" is empty; at least one answer is needed");
    }
  }

  /// The answer that counts.
  public AnswerChoice first() {
    return choices.getFirst();
  }

  /// Whether the run of this answer failed: Spec-Bench then writes the text `ERROR`, with the times
  /// and counts of the turn before.
  public boolean failed() {
    return first().turns().contains("ERROR");
  }
}
