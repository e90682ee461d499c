package dev.trefoil.training.data;

/// What one party said. The text is not empty.
public record Turn(Role role, String text) {
  /// Who speaks.
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public Turn {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a turn of " + role + " has no text");
    }
  }
}
