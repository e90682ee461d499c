package dev.trefoil.drafter.suffixautomaton;

import java.util.Arrays;

/// The smallest automaton of all substrings of a text that grows to the right (Blumer et al. 1985).
///
/// A state is a set of substrings that end at the same places; its *earliest end* is the first of
/// those places. `link` leads to the state of the longest suffix that ends at more places.
///
/// Building from n tokens takes time linear in n. Memory: at most 2 n states of 16 bytes and 3 n
/// transitions of 16 bytes with two hash slots each, so 104 bytes per token, and up to twice that
/// after arrays have doubled.
final class SuffixAutomaton {
  static final int ROOT = 0;
  private static final int FIRST_CAPACITY = 64;

  private final Transitions transitions = new Transitions();
  private int[] link = new int[FIRST_CAPACITY]; // by state
  private int[] longest = new int[FIRST_CAPACITY]; // length of the state's longest substring
  private int[] earliestEnd = new int[FIRST_CAPACITY]; // exclusive
  private int states = 1;
  private int last = ROOT;
  private int length;

  SuffixAutomaton() {
    link[ROOT] = -1;
  }

  /// Tokens read.
  int length() {
    return length;
  }

  int states() {
    return states;
  }

  int transitions() {
    return transitions.size();
  }

  /// Where a token leads from a state, or -1.
  int target(int state, int token) {
    return transitions.target(state, token);
  }

  /// The state of the longest suffix that ends at more places; -1 for the root.
  int link(int state) {
    return link[state];
  }

  /// Length of the longest substring in a state.
  int longest(int state) {
    return longest[state];
  }

  /// Tokens up to the end of the first occurrence of a state's substrings.
  int earliestEnd(int state) {
    return earliestEnd[state];
  }

  /// Appends a token to the text.
  void append(int token) {
    length++;
    int whole = newState(length, length);
    int state = last;
    while (state >= 0 && target(state, token) < 0) {
      transitions.set(state, token, whole);
      state = link[state];
    }
    int suffix = state < 0 ? ROOT : suffixState(state, token);
    link[whole] = suffix;
    last = whole;
  }

  /// The state of exactly the longest substring of `state` followed by `token`, split off from the
  /// longer ones with which it shared a state until it ended here too.
  private int suffixState(int state, int token) {
    int shared = target(state, token);
    if (longest[shared] == longest[state] + 1) {
      return shared;
    }
    int split = newState(longest[state] + 1, earliestEnd[shared]);
    transitions.copy(shared, split);
    link[split] = link[shared];
    link[shared] = split;
    for (int s = state; s >= 0 && target(s, token) == shared; s = link[s]) {
      transitions.set(s, token, split);
    }
    return split;
  }

  private int newState(int longestSubstring, int end) {
    if (states == link.length) {
      link = Arrays.copyOf(link, 2 * states);
      longest = Arrays.copyOf(longest, 2 * states);
      earliestEnd = Arrays.copyOf(earliestEnd, 2 * states);
    }
    longest[states] = longestSubstring;
    earliestEnd[states] = end;
    return states++;
  }
}
