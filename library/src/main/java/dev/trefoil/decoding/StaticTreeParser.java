package dev.trefoil.decoding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the compact notation of [StaticTree#parse].
final class StaticTreeParser {
  private static final String EXAMPLE = "write it as 'root:2 0:1'";

  private final String notation;
  private final Map<String, Integer> childrenOfPath = new HashMap<>();

  StaticTreeParser(String notation) {
    this.notation = notation;
  }

  StaticTree parse() {
    if (!notation.isBlank()) {
      for (String entry : notation.strip().split("\\s+", -1)) {
        read(entry);
      }
    }
    return build();
  }

  private void read(String entry) {
    int colon = entry.indexOf(':');
    String path = colon < 0 ? "" : entry.substring(0, colon);
    if (!path.matches("root|\\d+(\\.\\d+)*") || !entry.substring(colon + 1).matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "'%s' is no entry of a static tree; %s".formatted(entry, EXAMPLE));
    }
    int children = Integer.parseInt(entry.substring(colon + 1));
    if (childrenOfPath.put(path, children) != null) {
      throw new IllegalArgumentException(
          "the static tree names '%s' twice; name each path once".formatted(path));
    }
  }

  /// Breadth first, so that nodes come in level order.
  private StaticTree build() {
    List<String> paths = new ArrayList<>(List.of("root"));
    List<Integer> parent = new ArrayList<>(List.of(-1));
    List<Integer> rank = new ArrayList<>(List.of(-1));
    for (int node = 0; node < paths.size(); node++) {
      Integer children = childrenOfPath.remove(paths.get(node));
      for (int child = 0; children != null && child < children; child++) {
        paths.add(node == 0 ? "" + child : paths.get(node) + "." + child);
        parent.add(node);
        rank.add(child);
      }
    }
    if (!childrenOfPath.isEmpty()) {
      throw new IllegalArgumentException(
          "the static tree names '%s', but no entry gives that node to its parent; %s"
              .formatted(childrenOfPath.keySet().iterator().next(), EXAMPLE));
    }
    return StaticTree.of(
        parent.stream().mapToInt(Integer::intValue).toArray(),
        rank.stream().mapToInt(Integer::intValue).toArray());
  }
}
