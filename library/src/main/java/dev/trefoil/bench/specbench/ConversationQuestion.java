package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A question made of what somebody said in a conversation of ShareGPT form; the answers there are
/// left out, as the model under test gives its own.
///
/// Its category is the field `category`, else the conversation's `id` up to the number
/// (`flan-creak-217` is of `flan-creak`, `gsm8k-12+flan-aqua-3` of `gsm8k`), else `conversation`.
final class ConversationQuestion {
  private static final List<String> LISTS = List.of("conversations", "messages");
  private static final List<String> ROLES = List.of("from", "role");
  private static final List<String> TEXTS = List.of("value", "content");
  private static final Set<String> ASKING = Set.of("human", "user");

  private ConversationQuestion() {}

  static boolean isConversation(JsonNode object) {
    return LISTS.stream().anyMatch(key -> JsonFields.has(object, key));
  }

  /// @param number the question's id: conversations are named by texts, questions by numbers
  static Question of(JsonNode conversation, int number) {
    List<String> turns = new ArrayList<>();
    for (JsonNode turn : JsonFields.list(conversation, present(conversation, LISTS))) {
      String said = JsonFields.text(turn, present(turn, TEXTS));
      if (ASKING.contains(JsonFields.text(turn, present(turn, ROLES))) && !said.isBlank()) {
        turns.add(said);
      }
    }
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("nobody asks: no turn of human or user with a text");
    }
    return new Question(number, category(conversation), turns);
  }

  /// The first of these keys that there is, or else the first.
  private static String present(JsonNode object, List<String> keys) {
    return keys.stream()
        .filter(key -> JsonFields.has(object, key))
        .findFirst()
        .orElse(keys.getFirst());
  }

  private static String category(JsonNode conversation) {
    if (JsonFields.has(conversation, "category")) {
      return JsonFields.text(conversation, "category");
    }
    String id = JsonFields.has(conversation, "id") ? conversation.get("id").asString("") : "";
    String kind = id.replaceFirst("[-_]?[0-9]+([+].*)?$", "");
    return kind.isBlank() ? "conversation" : kind;
  }
}
