package dev.trefoil.bench.result;

/// One token of a drawn tree.
///
/// @param text of the token alone
/// @param parent index of the parent node, -1 for the root
/// @param accepted the node is on the path that the target agreed with; the root always is
public record TreeNode(String text, int parent, boolean accepted) {
  public TreeNode {
    Require.present(text, "text");
    Require.atLeast(-1, parent, "parent");
  }
}
