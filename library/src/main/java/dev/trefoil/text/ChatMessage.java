package dev.trefoil.text;

import java.util.Objects;

/// One message of a conversation.
///
/// @param role who speaks; templates know `system`, `user` and `assistant`, some more
/// @param content what is said, as plain text
public record ChatMessage(String role, String content) {
  public ChatMessage {
    Objects.requireNonNull(content, "content");
    if (role.isBlank()) {
      throw new IllegalArgumentException(
          "the role of a message is blank; give system, user or assistant");
    }
  }

  /// What the model is told about its task.
  public static ChatMessage system(String content) {
    return new ChatMessage("system", content);
  }

  /// What the person says.
  public static ChatMessage user(String content) {
    return new ChatMessage("user", content);
  }

  /// What the model said.
  public static ChatMessage assistant(String content) {
    return new ChatMessage("assistant", content);
  }
}
