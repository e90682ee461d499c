package dev.trefoil.drafter.recycling;

import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTrees;

/// Shape and memory of token recycling.
///
/// @param tree what is proposed in every step; as many successors of a token are remembered as a
///   node of it has children at most
/// @param resetPerRequest whether each request starts with an empty matrix of its own. Upstream
///   keeps one matrix from request to request, so that its speed depends on their order
public record RecyclingConfig(StaticTree tree, boolean resetPerRequest) {
  /// As published: 80 proposed nodes, 8 successors, a matrix that outlives requests.
  public static final RecyclingConfig DEFAULT =
      new RecyclingConfig(StaticTrees.RECYCLING_2_2_2, false);

  public RecyclingConfig {
    if (tree.size() < 2) {
      throw new IllegalArgumentException(
          "the static tree has no node but its root; give it at least one, as in 'root:1'");
    }
  }
}
