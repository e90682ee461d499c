package dev.trefoil.decoding;

/// The outcome of one step for one sequence: the accepted path and the token after it. Reused.
public final class Decision {
  private final int[] nodes;
  private int count;
  private int bonusToken;

  Decision(int capacity) {
    nodes = new int[capacity];
  }

  /// Starts over with the root accepted.
  public void begin() {
    nodes[0] = 0;
    count = 1;
    bonusToken = -1;
  }

  /// Accepts the next node of the path, a child of the last one.
  public void accept(int node) {
    nodes[count++] = node;
  }

  /// Sets the token that follows the path; -1 says that the target's logits were not numbers.
  public void bonus(int token) {
    bonusToken = token;
  }

  /// Accepted nodes, root included.
  public int count() {
    return count;
  }

  public int node(int i) {
    return nodes[i];
  }

  /// The last accepted node.
  public int lastNode() {
    return nodes[count - 1];
  }

  public int bonusToken() {
    return bonusToken;
  }

  int[] nodes() {
    return nodes;
  }
}
