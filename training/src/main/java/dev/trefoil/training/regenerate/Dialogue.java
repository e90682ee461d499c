package dev.trefoil.training.regenerate;

import dev.trefoil.text.ChatMessage;
import dev.trefoil.training.data.Conversation;
import dev.trefoil.training.data.Turn;
import dev.trefoil.training.data.Turn.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A conversation on its way to new answers: the user's turns as they were, the assistant's as the
/// target gives them.
final class Dialogue {
  private final long index;
  private final Conversation source;
  private final List<Turn> turns = new ArrayList<>();
  private int next;
  private boolean ended;

  /// @param index among the usable conversations of the data
  Dialogue(long index, Conversation source) {
    this.index = index;
    this.source = source;
    if (source.turns().getFirst().role() == Role.SYSTEM) {
      turns.add(source.turns().getFirst());
      next = 1;
    }
  }

  /// Whether a question waits for its answer.
  boolean open() {
    return !ended && next < source.turns().size();
  }

  /// Everything up to the question that waits.
  List<ChatMessage> prompt() {
    List<ChatMessage> messages = new ArrayList<>();
    for (Turn turn : turns) {
      messages.add(message(turn));
    }
    messages.add(message(source.turns().get(next)));
    return messages;
  }

  private static ChatMessage message(Turn turn) {
    return switch (turn.role()) {
      case SYSTEM -> ChatMessage.system(turn.text());
      case USER -> ChatMessage.user(turn.text());
      case ASSISTANT -> ChatMessage.assistant(turn.text());
    };
  }

  /// The target's answer. After one that was cut there is no next question: nobody would ask it.
  void answer(String text, boolean cut) {
    turns.add(source.turns().get(next));
    turns.add(new Turn(Role.ASSISTANT, text, cut));
    next += 2;
    ended = cut;
  }

  /// Leaves the remaining questions unanswered.
  void end() {
    ended = true;
  }

  /// Questions that were not answered.
  int unanswered() {
    return (source.turns().size() - next) / 2;
  }

  /// Its number among the conversations.
  long index() {
    return index;
  }

  /// Answers so far.
  int answers() {
    return turns.size() / 2;
  }

  /// In ShareGPT form: names and values.
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    String id = source.id();
    json.put("id", id == null ? Long.toString(index) : id);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Turn turn : turns) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", name(turn.role()));
      one.put("value", turn.text());
      if (turn.cut()) {
        one.put("cut", true);
      }
      list.add(one);
    }
    json.put("conversations", list);
    return json;
  }

  private static String name(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER -> "human";
      case ASSISTANT -> "gpt";
    };
  }
}
