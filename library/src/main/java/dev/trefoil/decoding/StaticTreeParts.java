package dev.trefoil.decoding;

import org.jspecify.annotations.Nullable;

/// The parts of one static tree that fit a step's room and depth, each made when first needed.
///
/// Owned by one thread.
public final class StaticTreeParts {
  private final StaticTree whole;
  private final @Nullable StaticTree[][] parts; // [depth + 1][size + 1]

  public StaticTreeParts(StaticTree whole) {
    this.whole = whole;
    this.parts = new StaticTree[whole.maxDepth() + 1][whole.size() + 1];
  }

  /// What of the tree may become of an empty token tree in this step; at least the root.
  public StaticTree fitting(TokenTree tree) {
    int depth = Math.clamp(tree.maxDepth(), 0, whole.maxDepth());
    int nodes = Math.clamp(tree.room(), 1, whole.size());
    StaticTree part = parts[depth][nodes];
    if (part == null) {
      part = whole.downTo(depth).within(nodes);
      parts[depth][nodes] = part;
    }
    return part;
  }
}
