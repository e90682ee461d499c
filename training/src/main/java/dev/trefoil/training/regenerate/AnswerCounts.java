package dev.trefoil.training.regenerate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What happened to the questions of a shard; the names are those of the manifest.
final class AnswerCounts {
  /// Why a question has no answer.
  enum Loss {
    NO_ROOM("question leaves the context no room for an answer"),
    EMPTY("empty answer"),
    NOT_NUMBERS("logits that are not numbers"),
    REFUSED("refused by the chat template"),
    AFTER_END("question after the end of its conversation"),
    CONVERSATION("conversation without an answer");

    private final String label;

    Loss(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }

    String key() {
      return "lost_" + name().toLowerCase(Locale.ROOT);
    }
  }

  static final String READ = "conversations_read";
  static final String CONVERSATIONS = "conversations";
  static final String ANSWERS = "answers";
  static final String PROMPT_TOKENS = "prompt_tokens";
  static final String NEW_TOKENS = "new_tokens";
  static final String CUT_ANSWERS = "cut_answers";
  static final String EXACT_ANSWERS = "exact_answers";

  private final Map<String, Long> counts = new LinkedHashMap<>();

  AnswerCounts(long conversationsRead) {
    add(READ, conversationsRead);
    for (String name :
        new String[] {
          CONVERSATIONS, ANSWERS, PROMPT_TOKENS, NEW_TOKENS, CUT_ANSWERS, EXACT_ANSWERS
        }) {
      add(name, 0);
    }
  }

  void add(String name, long count) {
    counts.merge(name, count, Long::sum);
  }

  void lose(Loss reason, long count) {
    if (count > 0) {
      add(reason.key(), count);
    }
  }

  Map<String, Long> all() {
    return counts;
  }

  /// The losses among counts, by label.
  static Map<String, Long> losses(Map<String, Long> counts) {
    Map<String, Long> losses = new LinkedHashMap<>();
    for (Loss loss : Loss.values()) {
      Long count = counts.get(loss.key());
      if (count != null) {
        losses.put(loss.label(), count);
      }
    }
    return losses;
  }
}
