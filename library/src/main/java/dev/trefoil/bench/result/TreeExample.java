package dev.trefoil.bench.result;

import java.util.List;

/// One step of one answer: what was drafted and what of it was accepted.
///
/// @param step counted from 0 within the answer
/// @param context the last words before the root
/// @param nodes node 0 is the root, the token decided before the step; a parent stands before its
///   children
/// @param bonus the token that the target adds after the accepted path
public record TreeExample(
    String method, int questionId, int step, String context, List<TreeNode> nodes, String bonus) {
  public TreeExample {
    Require.present(method, "method");
    Require.atLeast(0, step, "step");
    Require.present(context, "context");
    Require.present(bonus, "bonus");
    nodes = List.copyOf(Require.present(nodes, "nodes"));
    checkOrder(nodes);
  }

  private static void checkOrder(List<TreeNode> nodes) {
    if (nodes.isEmpty() || !nodes.getFirst().accepted()) {
      throw new IllegalArgumentException("a tree needs its root, accepted, as node 0");
    }
    boolean[] continued = new boolean[nodes.size()]; // has an accepted child
    for (int i = 0; i < nodes.size(); i++) {
      TreeNode node = nodes.get(i);
      boolean root = node.parent() < 0;
      if (root != (i == 0) || node.parent() >= i) {
        throw new IllegalArgumentException(
            "node %d has parent %d; node 0 has -1, any other a smaller index than its own"
                .formatted(i, node.parent()));
      }
      if (!root && node.accepted()) {
        if (!nodes.get(node.parent()).accepted() || continued[node.parent()]) {
          throw new IllegalArgumentException(
              "node %d is accepted beside the accepted path; accepted nodes form one path from the root"
                  .formatted(i));
        }
        continued[node.parent()] = true;
      }
    }
  }
}
