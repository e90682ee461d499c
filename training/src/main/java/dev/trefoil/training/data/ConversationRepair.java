package dev.trefoil.training.data;

import dev.trefoil.training.data.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns a raw list of turns into a [Conversation], mending what can be mended without guessing.
///
/// Empty turns go; neighbours of one role are joined by a blank line; an answer before the first
/// question and a question after the last answer go. What has no question with an answer left is
/// dropped. Every step is counted, of conversations that stay. Where nothing is to be mended, the
/// first defect drops the conversation.
final class ConversationRepair {
  private final DefectPolicy policy;
  private final DefectCounts counts;

  ConversationRepair(DefectPolicy policy, DefectCounts counts) {
    this.policy = policy;
    this.counts = counts;
  }

  Optional<Conversation> repair(@Nullable String id, List<RawTurn> raw) {
    return switch (policy) {
      case MEND -> mended(id, raw);
      case DROP -> asGiven(id, raw);
    };
  }

  private Optional<Conversation> mended(@Nullable String id, List<RawTurn> raw) {
    DefectCounts found = new DefectCounts();
    List<Turn> turns = joined(withoutEmpty(raw, found), found);
    int first = firstAfterSystem(turns);
    if (turns.size() > first && turns.get(first).role() == Role.ASSISTANT) {
      turns.remove(first);
      found.add(Defect.LEADING_ANSWER);
    }
    if (turns.size() > first && turns.getLast().role() == Role.USER) {
      turns.removeLast();
      found.add(Defect.TRAILING_QUESTION);
    }
    if (turns.size() == first) {
      counts.add(Defect.NO_ANSWER);
      return Optional.empty();
    }
    counts.addAll(found);
    return Optional.of(new Conversation(id, turns));
  }

  private Optional<Conversation> asGiven(@Nullable String id, List<RawTurn> raw) {
    if (raw.stream().anyMatch(turn -> turn.text().isBlank())) {
      counts.add(Defect.HAS_EMPTY_TURN);
      return Optional.empty();
    }
    List<Turn> turns = new ArrayList<>();
    raw.forEach(turn -> turns.add(turn.turn(turn.role())));
    int first = firstAfterSystem(turns);
    boolean alternates = turns.size() > first && (turns.size() - first) % 2 == 0;
    for (int i = first; i < turns.size(); i++) {
      Role expected = (i - first) % 2 == 0 ? Role.USER : Role.ASSISTANT;
      alternates &= turns.get(i).role() == expected;
    }
    if (!alternates) {
      counts.add(Defect.NOT_ALTERNATING);
      return Optional.empty();
    }
    return Optional.of(new Conversation(id, turns));
  }

  private static int firstAfterSystem(List<Turn> turns) {
    return !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM ? 1 : 0;
  }

  private static List<RawTurn> withoutEmpty(List<RawTurn> raw, DefectCounts found) {
    List<RawTurn> kept = new ArrayList<>();
    for (RawTurn turn : raw) {
      if (turn.text().isBlank()) {
        found.add(Defect.EMPTY_TURN);
      } else {
        kept.add(turn);
      }
    }
    return kept;
  }

  /// A system turn after the first turn becomes part of the user's next turn.
  private static List<Turn> joined(List<RawTurn> raw, DefectCounts found) {
    List<Turn> turns = new ArrayList<>();
    for (RawTurn next : raw) {
      Role role = next.role() == Role.SYSTEM && !turns.isEmpty() ? Role.USER : next.role();
      if (!turns.isEmpty() && turns.getLast().role() == role) {
        Turn last = turns.removeLast();
        turns.add(new Turn(role, last.text() + "\n\n" + next.text(), next.cut()));
        found.add(Defect.MERGED_TURNS);
      } else {
        turns.add(next.turn(role));
      }
    }
    return turns;
  }

  /// A turn as found: the text may be empty.
  record RawTurn(Role role, String text, boolean cut) {
    Turn turn(Role as) {
      return new Turn(as, text, cut);
    }
  }
}
