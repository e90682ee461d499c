package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.TreeBudget;

/// How a sorted draft is used.
public record SortedConfig(DraftShape shape, ExitGate gate) {
  /// A tree that a CPU verifies at little cost, gated by reach.
  public static final SortedConfig DEFAULT =
      new SortedConfig(new DraftShape.Tree(16, 3, 4), new ExitGate.Confidence(ExitRule.REACH));

  /// SD2 as released: 60 nodes, gated by the most confident node.
  public static final SortedConfig PUBLISHED =
      new SortedConfig(DraftShape.Tree.PUBLISHED, new ExitGate.Confidence(ExitRule.MAX));

  /// S2D, its predecessor without a tree.
  public static final SortedConfig PUBLISHED_CHAIN =
      new SortedConfig(
          new DraftShape.Chain(ChainLength.Adaptive.PUBLISHED),
          new ExitGate.Confidence(ExitRule.MAX));

  /// A chain that ends where it becomes unlikely.
  public static final SortedConfig CHAIN =
      new SortedConfig(
          new DraftShape.Chain(new ChainLength.Confident(0.3, 12)),
          new ExitGate.Confidence(ExitRule.REACH));

  /// What the method may propose per sequence and step.
  public TreeBudget budget() {
    return shape.budget();
  }
}
