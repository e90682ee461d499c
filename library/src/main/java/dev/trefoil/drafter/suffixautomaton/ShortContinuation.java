package dev.trefoil.drafter.suffixautomaton;

/// What to propose where the text ends before the proposal is complete.
public enum ShortContinuation {
  /// What followed an earlier occurrence of a shorter suffix, as published.
  CLIMB,
  /// The continuation, then the same again: a text that is inside a repetition goes on so.
  REPEAT
}
