package dev.trefoil.decoding;

import java.util.Arrays;

/// Rules by the names under which their trees were published, with the published numbers.
public final class TreeRules {
  /// The 25 nodes of EAGLE-1 and Clover-2.
  public static final TreeRule STATIC = new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63);

  /// The same nodes, drawn for sampled requests as their papers do.
  public static final TreeRule DRAWN =
      new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63, ChildChoice.DRAWN);

  /// Clover's four tokens for large batches; as deep as its drafter has heads.
  public static final TreeRule CLOVER = clover(4);

  /// EAGLE-2's tree for chat models of 7B.
  public static final TreeRule EAGLE2 = new TreeRule.Beam(60, 5, 10);

  private static final String ALLOWED =
      "allowed are static, drawn, a notation such as 'root:4 0:2', clover, clover:TOKENS, eagle2 and eagle2:NODES/EXPANSIONS/BEAM";

  private TreeRules() {}

  /// Reads a rule: `static`, `drawn` or the notation of a static tree (`root:4 0:2`); `clover` or
  /// `clover:TOKENS`, tokens without the root; `eagle2` or `eagle2:NODES/EXPANSIONS/BEAM`, nodes
  /// with the root.
  ///
  /// @throws IllegalArgumentException that names what is wrong and what is allowed
  public static TreeRule parse(String rule) {
    return switch (rule) {
      case "static" -> STATIC;
      case "drawn" -> DRAWN;
      case "clover" -> CLOVER;
      case "eagle2" -> EAGLE2;
      default -> sized(rule);
    };
  }

  private static TreeRule sized(String rule) {
    String name = rule.substring(0, Math.max(0, rule.indexOf(':')));
    return switch (name) {
      case "root" -> new TreeRule.Static(StaticTree.parse(rule));
      case "clover" -> clover(sizes(rule, 1)[0]);
      case "eagle2" -> beam(sizes(rule, 3));
      default ->
          throw new IllegalArgumentException("unknown tree '%s'; %s".formatted(rule, ALLOWED));
    };
  }

  private static TreeRule clover(int tokens) {
    return new TreeRule.Clover(tokens + 1, Math.max(1, tokens), 0.8, 0.25);
  }

  private static TreeRule beam(int[] sizes) {
    return new TreeRule.Beam(sizes[0], sizes[1], sizes[2]);
  }

  private static int[] sizes(String rule, int count) {
    String[] parts = rule.substring(rule.indexOf(':') + 1).split("/", -1);
    boolean numbers = Arrays.stream(parts).allMatch(part -> part.matches("\\d{1,4}"));
    if (parts.length != count || !numbers) {
      throw new IllegalArgumentException("'%s' is no tree; %s".formatted(rule, ALLOWED));
    }
    return Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
  }
}
