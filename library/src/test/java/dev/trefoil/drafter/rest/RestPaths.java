package dev.trefoil.drafter.rest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What was retrieved and stored, in a form that tests compare.
final class RestPaths {
  private RestPaths() {}

  /// The path of each proposed node, in order.
  static List<int[]> of(RestRetrieval retrieval) {
    List<int[]> paths = new ArrayList<>();
    for (int node = 0; node < retrieval.size(); node++) {
      int parent = retrieval.parent(node);
      int[] above = parent == RestRetrieval.ROOT ? new int[0] : paths.get(parent);
      int[] path = Arrays.copyOf(above, above.length + 1);
      path[above.length] = retrieval.token(node);
      paths.add(path);
    }
    return paths;
  }

  static int[] tokens(Datastore datastore) {
    return datastore.chunks().stream()
        .flatMapToInt(chunk -> IntStream.range(0, chunk.length()).map(chunk::token))
        .toArray();
  }
}
