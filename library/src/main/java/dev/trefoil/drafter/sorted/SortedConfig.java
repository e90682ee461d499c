package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.ChildChoice;
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

  /// The same for requests that sample, with tokens drawn as the request would draw them.
  public static final SortedConfig DRAWN_CHAIN =
      new SortedConfig(
          new DraftShape.Chain(new ChainLength.Confident(0.3, 12), ChildChoice.DRAWN),
          new ExitGate.Confidence(ExitRule.REACH));

  /// The default tree, each of whose nodes leaves the draft alone.
  public static final SortedConfig PER_NODE =
      new SortedConfig(DEFAULT.shape(), new ExitGate.PerNode());

  /// Whether sampled requests get draws.
  boolean draws() {
    return shape instanceof DraftShape.Chain(_, ChildChoice choice) && choice == ChildChoice.DRAWN;
  }

  /// Reads `SHAPE` or `SHAPE,GATE`, such as `tree:60/4/10,max`, or `published`.
  ///
  /// @throws IllegalArgumentException that lists what is allowed
  public static SortedConfig parse(String notation) {
    return new SortedNotation(notation).read();
  }

  /// What the method may propose per sequence and step.
  public TreeBudget budget() {
    return shape.budget();
  }
}
