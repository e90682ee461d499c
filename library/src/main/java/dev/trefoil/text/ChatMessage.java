package dev.trefoil.text;

public record ChatMessage(String role, String content) {
  public static ChatMessage system(String t) {
    return new ChatMessage("system", t);
  }

  public static ChatMessage user(String t) {
    return new ChatMessage("user", t);
  }

  public static ChatMessage assistant(String t) {
    return new ChatMessage("assistant", t);
  }
}
