package dev.trefoil.bench.result;

/// The first place where an answer is not plain decoding's.
///
/// @param questionId of the question file
/// @param turn counted from 0
/// @param token position in the answer, counted from 0
public record Difference(int questionId, int turn, int token) {
  public Difference {
    Require.atLeast(0, turn, "turn");
    Require.atLeast(0, token, "token");
  }
}
