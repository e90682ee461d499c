package dev.trefoil.bench.specbench;

import java.util.List;

/// One question of a question set.
///
/// @param id unique in its set
/// @param category as the file names it: `writing`, `translation`
/// @param turns what the user says, turn by turn; the model's answer stands between two turns
public record Question(int id, String category, List<String> turns) {
  public Question {
    turns = List.copyOf(turns);
    if (category.isBlank()) {
      throw new IllegalArgumentException("\"category\" is blank; name the kind of question");
    }
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("\"turns\" is empty; at least one turn is needed");
    }
    for (String turn : turns) {
      if (turn.isBlank()) {
        throw new IllegalArgumentException("a turn is blank; it needs at least one character");
      }
    }
  }

  /// The group in which reports count this question.
  public String group() {
    return QuestionGroups.of(category);
  }
}
