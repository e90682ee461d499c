package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The published trees have the counts that were published with them.
class StaticTreesTest {
  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of("MEDUSA_MC_SIM_7B_63", StaticTrees.MEDUSA_MC_SIM_7B_63, 63, "10 28 23 2", 42),
        Arguments.of(
            "MEDUSA_VICUNA_7B_STAGE2", StaticTrees.MEDUSA_VICUNA_7B_STAGE2, 63, "10 23 23 7", 42),
        Arguments.of(
            "MEDUSA_VICUNA_7B_STAGE1_ABLATION",
            StaticTrees.MEDUSA_VICUNA_7B_STAGE1_ABLATION,
            63,
            "10 21 25 7",
            42),
        Arguments.of(
            "MEDUSA_VICUNA_7B_STAGE1", StaticTrees.MEDUSA_VICUNA_7B_STAGE1, 63, "10 32 20 1", 44),
        Arguments.of(
            "MEDUSA_VICUNA_13B_STAGE2", StaticTrees.MEDUSA_VICUNA_13B_STAGE2, 63, "10 19 25 9", 42),
        Arguments.of(
            "MEDUSA_VICUNA_13B_STAGE1", StaticTrees.MEDUSA_VICUNA_13B_STAGE1, 63, "10 29 23 1", 44),
        Arguments.of(
            "MEDUSA_VICUNA_33B_STAGE2", StaticTrees.MEDUSA_VICUNA_33B_STAGE2, 63, "10 24 24 5", 43),
        Arguments.of(
            "MEDUSA_VICUNA_33B_STAGE1", StaticTrees.MEDUSA_VICUNA_33B_STAGE1, 63, "10 34 19", 46),
        Arguments.of(
            "MEDUSA_ZEPHYR_STAGE2", StaticTrees.MEDUSA_ZEPHYR_STAGE2, 63, "10 27 23 3", 44),
        Arguments.of("EAGLE_MC_SIM_7B_63", StaticTrees.EAGLE_MC_SIM_7B_63, 25, "4 8 8 3 2", 15),
        Arguments.of("RECYCLING_2_2_2", StaticTrees.RECYCLING_2_2_2, 80, "8 21 25 15 8 3", 40),
        Arguments.of("SAMD_TOKEN_RECYCLE", StaticTrees.SAMD_TOKEN_RECYCLE, 60, "7 20 21 8 4", 30));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void countsAreThoseOfThePublication(
      String name, StaticTree tree, int nodes, String perDepth, int leaves) {
    assertThat(tree.size() - 1).as(name).isEqualTo(nodes);
    assertThat(tree.leaves()).isEqualTo(leaves);
    assertThat(
            IntStream.rangeClosed(1, tree.maxDepth())
                .mapToObj(depth -> "" + tree.nodesAtDepth(depth))
                .collect(Collectors.joining(" ")))
        .isEqualTo(perDepth);
  }
}
