package dev.trefoil.decoding.sampling;

import java.util.Arrays;

/// Which tokens a text has, for the penalties: those of the prompt, and how often each is in the
/// answer. A path of a token tree is pushed for a moment and popped again.
///
/// Mutable, owned by its sequence.
public final class TokenHistory {
  private final boolean[] inPrompt;
  private final int[] inAnswer;
  private int[] distinct = new int[64];
  private int distinctCount;

  /// @param vocabulary number of ids; tokens outside are ignored
  /// @param prompt its first `promptLength` tokens count
  @SuppressWarnings("MissingSummary") // the parameters say all
  public TokenHistory(int vocabulary, int[] prompt, int promptLength) {
    inPrompt = new boolean[vocabulary];
    inAnswer = new int[vocabulary];
    for (int i = 0; i < promptLength; i++) {
      int token = prompt[i];
      if (knows(token) && !inPrompt[token]) {
        inPrompt[token] = true;
        note(token);
      }
    }
  }

  private boolean knows(int token) {
    return token >= 0 && token < inAnswer.length;
  }

  private void note(int token) {
    if (distinctCount == distinct.length) {
      distinct = Arrays.copyOf(distinct, 2 * distinctCount);
    }
    distinct[distinctCount++] = token;
  }

  /// Appends a token to the answer.
  public void push(int token) {
    if (knows(token)) {
      if (inAnswer[token]++ == 0 && !inPrompt[token]) {
        note(token);
      }
    }
  }

  /// Takes back the token that was pushed last.
  public void pop(int token) {
    if (knows(token)) {
      if (--inAnswer[token] == 0 && !inPrompt[token]) {
        distinctCount--; // pushed last, so noted last
      }
    }
  }

  /// Number of different tokens.
  int distinctCount() {
    return distinctCount;
  }

  int distinct(int i) {
    return distinct[i];
  }

  int timesInAnswer(int token) {
    return inAnswer[token];
  }
}
