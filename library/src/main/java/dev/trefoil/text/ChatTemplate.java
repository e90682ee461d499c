package dev.trefoil.text;

import java.nio.file.Path;
import java.util.List;

/// Interim: the demo model's framing only, until the Jinja subset is in (replaced by it).
public final class ChatTemplate {
  private ChatTemplate() {}

  /// The template of a model directory.
  public static ChatTemplate load(Path modelDirectory) {
    return new ChatTemplate();
  }

  /// The conversation as one prompt.
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    StringBuilder text = new StringBuilder("<|begin|>");
    for (ChatMessage message : messages) {
      text.append("<|").append(message.role()).append("|>").append(message.content());
      text.append("<|end|>");
    }
    return text.append(addGenerationPrompt ? "<|assistant|>" : "").toString();
  }
}
