package dev.trefoil.training.recipe;

import java.util.List;
import java.util.stream.IntStream;

/// Names of heads that only their order tells apart.
final class HeadNames {
  private HeadNames() {}

  /// `1`, `2` and so on.
  static List<String> counted(int heads) {
    return IntStream.rangeClosed(1, heads).mapToObj(Integer::toString).toList();
  }
}
