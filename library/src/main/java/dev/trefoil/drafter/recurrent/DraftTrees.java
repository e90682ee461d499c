package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.StaticTrees;

/// The trees that were published, by name.
public final class DraftTrees {
  /// The 25 nodes that Clover-2 was published with, which are EAGLE-1's.
  public static final DraftTree STATIC = new DraftTree.Static(StaticTrees.EAGLE_MC_SIM_7B_63);

  /// Clover's tree for large batches, with its published numbers.
  public static final DraftTree CLOVER = new DraftTree.Clover(4, 0.8, 0.25);

  /// EAGLE-2's published numbers for chat models of 7B.
  public static final DraftTree EAGLE2 = new DraftTree.Eagle2(59, 5, 10);

  private DraftTrees() {}

  /// Reads `static`, `clover` or `eagle2`, each with its published numbers.
  public static DraftTree parse(String name) {
    return switch (name) {
      case "static" -> STATIC;
      case "clover" -> CLOVER;
      case "eagle2" -> EAGLE2;
      default ->
          throw new IllegalArgumentException(
              "unknown tree '%s'; allowed are static, clover and eagle2".formatted(name));
    };
  }
}
