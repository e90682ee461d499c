package dev.trefoil.training.data;

import java.util.List;

/// A conversation fit for training: an optional system turn, then user and assistant in turn, the
/// assistant last.
public record Conversation(List<Turn> turns) {
  public Conversation {
    turns = List.copyOf(turns);
    int first = !turns.isEmpty() && turns.getFirst().role() == Turn.Role.SYSTEM ? 1 : 0;
    if (turns.size() == first || (turns.size() - first) % 2 != 0) {
      throw new IllegalArgumentException(
          turns.size() + " turns do not alternate between user and assistant");
    }
    for (int i = first; i < turns.size(); i++) {
      Turn.Role expected = (i - first) % 2 == 0 ? Turn.Role.USER : Turn.Role.ASSISTANT;
      if (turns.get(i).role() != expected) {
        throw new IllegalArgumentException(
            "turn %d is of %s but must be of %s".formatted(i, turns.get(i).role(), expected));
      }
    }
  }
}
