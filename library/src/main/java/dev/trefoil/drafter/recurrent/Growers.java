package dev.trefoil.drafter.recurrent;

/// What each [DraftTree] needs.
final class Growers {
  private Growers() {}

  /// A grower for one sequence.
  static TreeGrower of(DraftTree tree) {
    return switch (tree) {
      case DraftTree.Static rule -> new StaticGrower(rule.shape());
      case DraftTree.Clover rule -> new CloverGrower(rule);
      case DraftTree.Eagle2 rule -> new Eagle2Grower(rule);
    };
  }

  /// How many candidates a node can use, and whether it must know how likely they are.
  static Candidates candidates(DraftTree tree, int vocabulary) {
    return switch (tree) {
      case DraftTree.Static rule ->
          new Candidates(Math.min(vocabulary, rule.shape().maxChildren()), false);
      case DraftTree.Clover rule -> new Candidates(Math.min(vocabulary, rule.nodes()), true);
      case DraftTree.Eagle2 rule -> new Candidates(Math.min(vocabulary, rule.topK()), true);
    };
  }
}
