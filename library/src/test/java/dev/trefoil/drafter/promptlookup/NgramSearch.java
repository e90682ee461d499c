package dev.trefoil.drafter.promptlookup;

/// The scan that [NgramIndex] must agree with: for n from the longest down to 1, the leftmost
/// earlier occurrence of the last n tokens that has a complete continuation, as Spec-Bench does it.
final class NgramSearch {
  private NgramSearch() {}

  /// Start of the continuation in `tokens[0..length)`, or -1.
  static int find(int[] tokens, int length, int maxNgram, int draftTokens) {
    for (int n = Math.min(maxNgram, length - 1); n >= 1; n--) {
      // the continuation starts before the suffix itself and is complete
      int lastStart = Math.min(length - draftTokens, length - n - 1);
      for (int start = n; start <= lastStart; start++) {
        if (endsAlike(tokens, start, length, n)) {
          return start;
        }
      }
    }
    return -1;
  }

  private static boolean endsAlike(int[] tokens, int end, int otherEnd, int n) {
    for (int i = 1; i <= n; i++) {
      if (tokens[end - i] != tokens[otherEnd - i]) {
        return false;
      }
    }
    return true;
  }
}
