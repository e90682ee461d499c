package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The trees of Medusa and Hydra have the nodes, positions, visible ancestors and paths that the
/// originals made of them.
class TreeBuffersGoldenTest {
  private static final int CANDIDATES = 10; // of each head, in the original

  @TestFactory
  Stream<DynamicTest> publishedTreesAreThoseOfTheOriginal() {
    JsonNode trees = read("medusa");
    assertThat(trees.size()).isEqualTo(9);
    return trees.propertyNames().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> compare(StaticTrees.medusa(name), trees.get(name))));
  }

  @Test
  void hydraUsesTheTreeOfMedusa() {
    compare(StaticTrees.MEDUSA_MC_SIM_7B_63, read("hydra").get("mc_sim_7b_63"));
  }

  private static void compare(StaticTree tree, JsonNode buffers) {
    List<List<Integer>> seen = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      List<Integer> path = new ArrayList<>(node == 0 ? List.of() : seen.get(tree.parent(node)));
      path.add(node);
      seen.add(path);
      int head = tree.depth(node) - 1;
      candidates.add(node == 0 ? 0 : 1 + head * CANDIDATES + tree.rank(node));
      positions.add(tree.depth(node));
    }
    assertThat(buffers.get("tree_indices").toString()).isEqualTo(text(candidates));
    assertThat(buffers.get("position_ids").toString()).isEqualTo(text(positions));
    assertThat(buffers.get("attn_mask_ancestors").toString()).isEqualTo(text(seen));
    assertThat(buffers.get("retrieve_indices").toString()).isEqualTo(text(paths(tree, seen)));
  }

  /// Of all leaves, the last one first, padded with -1.
  private static List<List<Integer>> paths(StaticTree tree, List<List<Integer>> seen) {
    List<List<Integer>> paths = new ArrayList<>();
    for (int node = tree.size() - 1; node > 0; node--) {
      if (tree.children(node) == 0) {
        List<Integer> path = new ArrayList<>(seen.get(node));
        while (path.size() <= tree.maxDepth()) {
          path.add(-1);
        }
        paths.add(path);
      }
    }
    return paths;
  }

  private static String text(List<?> list) {
    return list.toString().replace(" ", "");
  }

  private static JsonNode read(String directory) {
    return JsonMapper.builder()
        .build()
        .readTree(Golden.root(directory).resolve("tree_buffers.json").toFile());
  }
}
