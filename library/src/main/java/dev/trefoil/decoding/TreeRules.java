package dev.trefoil.decoding;

/// Rules by the names under which their trees were published, with the published numbers.
public final class TreeRules {
  /// The 25 nodes of EAGLE-1 and Clover-2.
  public static final TreeRule STATIC = new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63);

  /// The same nodes, drawn for sampled requests as their papers do.
  public static final TreeRule DRAWN =
      new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63, ChildChoice.DRAWN);

  /// Clover's four tokens for large batches; as deep as its drafter has heads.
  public static final TreeRule CLOVER = new TreeRule.Clover(5, 4, 0.8, 0.25);

  /// EAGLE-2's tree for chat models of 7B.
  public static final TreeRule EAGLE2 = new TreeRule.Beam(60, 5, 10);

  private TreeRules() {}

  /// Reads `static`, `drawn`, `clover` or `eagle2`.
  public static TreeRule parse(String name) {
    return switch (name) {
      case "static" -> STATIC;
      case "drawn" -> DRAWN;
      case "clover" -> CLOVER;
      case "eagle2" -> EAGLE2;
      default ->
          throw new IllegalArgumentException(
              "unknown tree '%s'; allowed are static, drawn, clover and eagle2".formatted(name));
    };
  }
}
