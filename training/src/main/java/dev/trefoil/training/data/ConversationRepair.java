package dev.trefoil.training.data;

import dev.trefoil.training.data.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns a raw list of turns into a [Conversation], mending what can be mended without guessing.
///
/// Empty turns go; neighbours of one role are joined by a blank line; an answer before the first
/// question and a question after the last answer go. What has no question with an answer left is
/// dropped. Every step is counted.
final class ConversationRepair {
  private final DefectCounts counts;

  ConversationRepair(DefectCounts counts) {
    this.counts = counts;
  }

  Optional<Conversation> repair(List<RawTurn> raw) {
    List<Turn> turns = joined(withoutEmpty(raw));
    int first = !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM ? 1 : 0;
    if (turns.size() > first && turns.get(first).role() == Role.ASSISTANT) {
      turns.remove(first);
      counts.add(Defect.LEADING_ANSWER);
    }
    if (turns.size() > first && turns.getLast().role() == Role.USER) {
      turns.removeLast();
      counts.add(Defect.TRAILING_QUESTION);
    }
    if (turns.size() == first) {
      counts.add(Defect.NO_ANSWER);
      return Optional.empty();
    }
    return Optional.of(new Conversation(turns));
  }

  private List<RawTurn> withoutEmpty(List<RawTurn> raw) {
    List<RawTurn> kept = new ArrayList<>();
    for (RawTurn turn : raw) {
      if (turn.text().isBlank()) {
        counts.add(Defect.EMPTY_TURN);
      } else {
        kept.add(turn);
      }
    }
    return kept;
  }

  /// A system turn after the first turn becomes part of the user's next turn.
  private List<Turn> joined(List<RawTurn> raw) {
    List<Turn> turns = new ArrayList<>();
    for (RawTurn next : raw) {
      Role role = next.role() == Role.SYSTEM && !turns.isEmpty() ? Role.USER : next.role();
      if (!turns.isEmpty() && turns.getLast().role() == role) {
        Turn last = turns.removeLast();
        turns.add(new Turn(role, last.text() + "\n\n" + next.text()));
        counts.add(Defect.MERGED_TURNS);
      } else {
        turns.add(new Turn(role, next.text()));
      }
    }
    return turns;
  }

  /// A turn as found: the text may be empty.
  record RawTurn(Role role, String text) {}
}
