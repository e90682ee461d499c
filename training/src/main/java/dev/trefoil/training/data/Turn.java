package dev.trefoil.training.data;

/// What one party said. The text is not empty.
///
/// @param cut whether the party was stopped in the middle, by a length limit, so that nothing may
///   be learnt from where the text ends
public record Turn(Role role, String text, boolean cut) {
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

  /// A turn that was said to its end.
  public Turn(Role role, String text) {
    this(role, text, false);
  }
}
