package dev.trefoil.drafter.suffixautomaton;

/// The longest suffix of a growing text that occurred in it before, kept up to date token by token.
///
/// One thread; dropped with its sequence.
final class SuffixMatch implements AutoCloseable {
  private final SuffixAutomaton automaton = new SuffixAutomaton();
  private int state = SuffixAutomaton.ROOT;
  private int length;

  SuffixMatch() {}

  /// Takes in the tokens that came since the last call; those before must not have changed.
  void read(int[] tokens, int count) {
    for (int i = automaton.length(); i < count; i++) {
      // first match, then insert: a text does not match itself
      follow(tokens[i]);
      automaton.append(tokens[i]);
    }
  }

  private void follow(int token) {
    int target = automaton.target(state, token);
    while (target < 0 && state != SuffixAutomaton.ROOT) {
      state = automaton.link(state);
      length = automaton.longest(state);
      target = automaton.target(state, token);
    }
    if (target >= 0) {
      state = target;
      length++;
    }
  }

  /// Tokens of the longest suffix that occurred before; 0 when the last token is new.
  int length() {
    return length;
  }

  /// Start of the continuation to propose, or -1 without a match: it follows the first occurrence
  /// of the match, or, while that leaves fewer than `draftTokens` tokens, of the next shorter
  /// suffix that occurred in more places.
  int continuation(int draftTokens) {
    if (length == 0) {
      return -1;
    }
    int climbed = state;
    while (automaton.length() - automaton.earliestEnd(climbed) < draftTokens
        && automaton.link(climbed) != SuffixAutomaton.ROOT) {
      climbed = automaton.link(climbed);
    }
    return automaton.earliestEnd(climbed);
  }

  @Override
  public void close() {}
}
