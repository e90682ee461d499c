package dev.trefoil.decoding.acceptance;

/// What a rule decided at one node: a child, or a token that no child proposed. Reused.
final class Choice {
  private int child = -1;
  private int token = -1;

  Choice() {}

  void child(int node) {
    child = node;
    token = -1;
  }

  void token(int drawn) {
    child = -1;
    token = drawn;
  }

  /// The child that stands, or -1.
  int child() {
    return child;
  }

  /// The token that follows where no child stands.
  int token() {
    return token;
  }
}
