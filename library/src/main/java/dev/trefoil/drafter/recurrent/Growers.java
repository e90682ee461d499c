package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.StaticTreeParts;
import java.util.function.Supplier;

/// What a drafter needs to grow trees of one kind.
///
/// @param newGrower makes the grower of a sequence; they may share what does not change
/// @param perNode how many candidates a node can use
/// @param weighed whether it must know how likely they are
record Growers(Supplier<TreeGrower> newGrower, int perNode, boolean weighed) {

  static Growers of(DraftTree tree) {
    return switch (tree) {
      case DraftTree.Static rule -> {
        StaticTreeParts parts = new StaticTreeParts(rule.shape());
        yield new Growers(() -> new StaticGrower(parts), rule.shape().maxChildren(), false);
      }
      case DraftTree.Clover rule -> new Growers(() -> new CloverGrower(rule), rule.nodes(), true);
      case DraftTree.Eagle2 rule -> new Growers(() -> new Eagle2Grower(rule), rule.topK(), true);
    };
  }

  /// Memory for the candidates of a level.
  Candidates candidates(int vocabulary) {
    return new Candidates(Math.min(perNode, vocabulary), weighed);
  }
}
