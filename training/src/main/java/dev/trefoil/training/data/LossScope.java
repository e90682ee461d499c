package dev.trefoil.training.data;

import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which tokens of a conversation count in the loss: the loss masks of the papers.
public enum LossScope {
  /// The assistant's answers and the token that ends each.
  ASSISTANT("assistant"),
  /// As [#ASSISTANT], by the published rule for Vicuna's prompt (Clover-2, EAGLE): it ends at the
  /// first turn in which somebody has written ` ASSISTANT: `; nothing from there on counts.
  VICUNA("vicuna"),
  /// The published mask for Llama 3's prompt (Clover-2, EAGLE): each answer from the last token of
  /// its prompt on; of answers before the last one, neither the last token nor the end.
  LLAMA_3("llama-3"),
  /// Every token but the first.
  ALL("all");

  private static final String AUTO = "auto";
  private static final String VICUNA_PROMPT_END = " ASSISTANT:";
  private static final String LLAMA_3_PROMPT_END =
      "<|start_header_id|>assistant<|end_header_id|>\n\n";

  private final String label;

  LossScope(String label) {
    this.label = label;
  }

  /// Parses a command-line name.
  public static LossScope parse(String name) {
    for (LossScope scope : values()) {
      if (scope.label.equals(name.toLowerCase(Locale.ROOT))) {
        return scope;
      }
    }
    throw new IllegalArgumentException(
        "unknown loss '%s'; allowed are %s"
            .formatted(
                name,
                Arrays.stream(values()).map(LossScope::label).collect(Collectors.joining(", "))));
  }

  /// The same, and `auto` for the mask that was published for a template.
  public static LossScope parse(String name, ChatTemplate template) {
    return name.equals(AUTO) ? publishedFor(template) : parse(name);
  }

  /// The mask that was published for a template's prompts; [#ASSISTANT] for other templates. The
  /// template is known by how it ends a prompt.
  public static LossScope publishedFor(ChatTemplate template) {
    String prompt;
    try {
      prompt = template.render(List.of(ChatMessage.user("a")), true);
    } catch (IllegalArgumentException refusal) {
      return ASSISTANT; // a template that wants more than a question is neither of the two
    }
    if (prompt.endsWith(VICUNA_PROMPT_END)) {
      return VICUNA;
    }
    return prompt.endsWith(LLAMA_3_PROMPT_END) ? LLAMA_3 : ASSISTANT;
  }

  public String label() {
    return label;
  }
}
