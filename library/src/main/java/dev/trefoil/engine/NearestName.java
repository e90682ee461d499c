package dev.trefoil.engine;

import java.util.Comparator;
import java.util.List;

/// The known name that a mistyped one is nearest to, by edit distance.
final class NearestName {
  private NearestName() {}

  static String of(String name, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .orElseThrow();
  }

  /// Insertions, deletions and replacements between two words.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], above));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
