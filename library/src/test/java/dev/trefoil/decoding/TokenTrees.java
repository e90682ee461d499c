package dev.trefoil.decoding;

/// Token trees for tests of drafters, as the loop hands them out.
public final class TokenTrees {
  private TokenTrees() {}

  /// A bare root.
  ///
  /// @param room largest number of nodes, root included
  public static TokenTree bare(int rootToken, int room, int maxDepth) {
    TokenTree tree = new TokenTree(room);
    tree.reset(rootToken, room, maxDepth);
    return tree;
  }
}
