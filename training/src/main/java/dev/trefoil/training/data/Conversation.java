package dev.trefoil.training.data;

import dev.trefoil.training.data.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation fit for training: an optional system turn, then user and assistant in turn, the
/// assistant last.
///
/// @param id by which its file calls it, or null
public record Conversation(@Nullable String id, List<Turn> turns) {
  public Conversation {
    turns = List.copyOf(turns);
    int first = !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM ? 1 : 0;
    if (turns.size() == first || (turns.size() - first) % 2 != 0) {
      throw new IllegalArgumentException(
          turns.size() + " turns do not alternate between user and assistant");
    }
    for (int i = first; i < turns.size(); i++) {
      Role expected = (i - first) % 2 == 0 ? Role.USER : Role.ASSISTANT;
      if (turns.get(i).role() != expected) {
        throw new IllegalArgumentException(
            "turn %d is of %s but must be of %s".formatted(i, turns.get(i).role(), expected));
      }
    }
  }

  /// A conversation without a name.
  public Conversation(List<Turn> turns) {
    this(null, turns);
  }

  /// The same with a system turn, unless it has one.
  public Conversation withSystem(String text) {
    if (turns.getFirst().role() == Role.SYSTEM) {
      return this;
    }
    List<Turn> more = new ArrayList<>(turns);
    more.addFirst(new Turn(Role.SYSTEM, text));
    return new Conversation(id, more);
  }

  /// Questions, which are as many as answers.
  public int questions() {
    return turns.size() / 2;
  }

  /// Characters of all turns.
  public long characters() {
    return turns.stream().mapToLong(turn -> turn.text().length()).sum();
  }
}
