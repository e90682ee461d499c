package dev.trefoil.decoding;

import java.util.Map;
import java.util.TreeSet;

/// The static trees that were published with their methods (Medusa: Cai et al. 2024; Hydra: Ankner
/// et al. 2024; EAGLE: Li et al. 2024; token recycling: Luo et al. 2024; SAM-Decoding: Hu et al.
/// 2024).
public final class StaticTrees {
  /// Medusa and Hydra, `mc_sim_7b_63`.
  public static final StaticTree MEDUSA_MC_SIM_7B_63 =
      StaticTree.parse(
          "root:10 0:10 1:7 2:3 3:2 4:1 5:1 6:1 7:1 8:1 9:1 0.0:10 0.1:3 0.2:2 0.3:1 0.4:1 "
              + "0.5:1 0.6:1 0.7:1 1.0:2 2.0:1 0.0.0:2");

  /// Medusa, `vicuna_7b_stage2`.
  public static final StaticTree MEDUSA_VICUNA_7B_STAGE2 =
      StaticTree.parse(
          "root:10 0:10 1:5 2:2 3:2 4:1 5:1 6:1 7:1 0.0:9 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 1.0:3 "
              + "1.1:1 2.0:1 0.0.0:4 0.0.1:1 0.0.2:1 0.1.0:1");

  /// Medusa, `vicuna_7b_stage1_ablation`.
  public static final StaticTree MEDUSA_VICUNA_7B_STAGE1_ABLATION =
      StaticTree.parse(
          "root:10 0:10 1:4 2:2 3:2 4:1 5:1 6:1 0.0:10 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 1.0:3 "
              + "1.1:1 2.0:1 3.0:1 0.0.0:4 0.0.1:1 0.0.2:1 0.1.0:1");

  /// Medusa, `vicuna_7b_stage1`.
  public static final StaticTree MEDUSA_VICUNA_7B_STAGE1 =
      StaticTree.parse(
          "root:10 0:10 1:7 2:4 3:3 4:2 5:2 6:1 7:1 8:1 9:1 0.0:9 0.1:3 0.2:2 0.3:1 0.4:1 0.5:1 "
              + "1.0:2 2.0:1 0.0.0:1");

  /// Medusa, `vicuna_13b_stage2`.
  public static final StaticTree MEDUSA_VICUNA_13B_STAGE2 =
      StaticTree.parse(
          "root:10 0:10 1:4 2:2 3:1 4:1 5:1 0.0:10 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 1.0:3 1.1:1 "
              + "2.0:1 3.0:1 0.0.0:4 0.0.1:2 0.0.2:1 0.1.0:1 1.0.0:1");

  /// Medusa, `vicuna_13b_stage1`.
  public static final StaticTree MEDUSA_VICUNA_13B_STAGE1 =
      StaticTree.parse(
          "root:10 0:10 1:7 2:4 3:2 4:2 5:1 6:1 7:1 8:1 0.0:10 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 "
              + "1.0:2 1.1:1 2.0:1 0.0.0:1");

  /// Medusa, `vicuna_33b_stage2`.
  public static final StaticTree MEDUSA_VICUNA_33B_STAGE2 =
      StaticTree.parse(
          "root:10 0:10 1:5 2:3 3:2 4:1 5:1 6:1 7:1 0.0:10 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 1.0:3 "
              + "1.1:1 2.0:1 0.0.0:3 0.0.1:1 0.1.0:1");

  /// Medusa, `vicuna_33b_stage1`.
  public static final StaticTree MEDUSA_VICUNA_33B_STAGE1 =
      StaticTree.parse(
          "root:10 0:10 1:8 2:5 3:3 4:2 5:2 6:1 7:1 8:1 9:1 0.0:9 0.1:3 0.2:2 0.3:1 0.4:1 1.0:2 "
              + "2.0:1");

  /// Medusa, `zephyr_stage2`.
  public static final StaticTree MEDUSA_ZEPHYR_STAGE2 =
      StaticTree.parse(
          "root:10 0:10 1:6 2:4 3:2 4:2 5:1 6:1 7:1 0.0:10 0.1:4 0.2:2 0.3:1 0.4:1 0.5:1 1.0:2 "
              + "1.1:1 2.0:1 0.0.0:2 0.0.1:1");

  /// EAGLE-1, `mc_sim_7b_63`.
  public static final StaticTree EAGLE_MC_SIM_7B_63 =
      StaticTree.parse("root:4 0:3 1:2 2:2 3:1 0.0:3 0.1:2 0.2:2 1.0:1 0.0.0:3 0.0.0.0:2");

  /// Token recycling, `2.2.2`.
  public static final StaticTree RECYCLING_2_2_2 =
      StaticTree.parse(
          "root:8 0:8 1:4 2:3 3:2 4:1 5:1 6:1 7:1 0.0:8 0.1:3 0.2:2 0.3:1 0.4:1 0.5:1 0.6:1 "
              + "0.7:1 1.0:2 1.1:1 2.0:1 3.0:1 4.0:1 5.0:1 0.0.0:5 0.0.1:2 0.0.2:1 0.0.3:1 0.0.4:1 "
              + "0.1.0:1 0.2.0:1 1.0.0:1 2.0.0:1 3.0.0:1 0.0.0.0:3 0.0.0.1:1 0.0.0.2:1 0.0.1.0:1 "
              + "0.1.0.0:1 1.0.0.0:1 0.0.0.0.0:2 0.0.0.1.0:1");

  /// SAM-Decoding with token recycling, `token_recycle`, in breadth-first order.
  public static final StaticTree SAMD_TOKEN_RECYCLE =
      StaticTree.parse(
          "root:7 0:6 1:5 2:3 3:2 4:2 5:1 6:1 0.0:3 0.1:2 0.2:2 0.3:1 0.4:1 1.0:3 1.1:2 1.2:1 "
              + "1.3:1 2.0:1 2.1:1 3.0:1 4.0:1 5.0:1 0.0.0:2 0.0.1:1 0.1.0:1 1.0.0:2 1.1.0:1 2.0.0:1 "
              + "0.0.0.0:2 0.0.1.0:1 1.0.0.0:1");

  private static final Map<String, StaticTree> MEDUSA =
      Map.of(
          "mc_sim_7b_63", MEDUSA_MC_SIM_7B_63,
          "vicuna_7b_stage2", MEDUSA_VICUNA_7B_STAGE2,
          "vicuna_7b_stage1_ablation", MEDUSA_VICUNA_7B_STAGE1_ABLATION,
          "vicuna_7b_stage1", MEDUSA_VICUNA_7B_STAGE1,
          "vicuna_13b_stage2", MEDUSA_VICUNA_13B_STAGE2,
          "vicuna_13b_stage1", MEDUSA_VICUNA_13B_STAGE1,
          "vicuna_33b_stage2", MEDUSA_VICUNA_33B_STAGE2,
          "vicuna_33b_stage1", MEDUSA_VICUNA_33B_STAGE1,
          "zephyr_stage2", MEDUSA_ZEPHYR_STAGE2);

  private StaticTrees() {}

  /// A tree that was published with Medusa, by its name there, such as `vicuna_7b_stage2`; Hydra
  /// uses `mc_sim_7b_63`.
  ///
  /// @throws IllegalArgumentException for another name
  public static StaticTree medusa(String name) {
    StaticTree tree = MEDUSA.get(name);
    if (tree == null) {
      throw new IllegalArgumentException(
          "no tree of Medusa is called '%s'; there are %s"
              .formatted(name, String.join(", ", new TreeSet<>(MEDUSA.keySet()))));
    }
    return tree;
  }
}
