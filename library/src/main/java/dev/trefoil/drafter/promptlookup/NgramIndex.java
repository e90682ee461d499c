package dev.trefoil.drafter.promptlookup;

/// Where each n-gram of a growing text ends for the first time, for n from 1 up to a largest one.
///
/// A lookup gives what a scan from the left for the last n tokens would find (Saxena 2023; the
/// sizes as in Spec-Bench). A scan takes the leftmost occurrence whose continuation is complete; an
/// occurrence further right has a shorter continuation, so the very first occurrence decides alone
/// and is all that is kept.
///
/// Reading a token costs one insertion per n, a lookup one probe per n: neither depends on the
/// length of the text. Memory: one int per distinct n-gram at a load of at most one half, so at
/// most 16 bytes per token and n. One thread; dropped with its sequence.
final class NgramIndex implements AutoCloseable {
  private final NgramTable[] tables; // [n - 1]
  private int indexed;
  private int matched;

  NgramIndex(int maxNgram) {
    tables = new NgramTable[maxNgram];
    for (int n = 1; n <= maxNgram; n++) {
      tables[n - 1] = new NgramTable(n);
    }
  }

  /// Takes in the tokens that came since the last call; those before must not have changed.
  void read(int[] tokens, int length) {
    for (int end = indexed + 1; end <= length; end++) {
      for (int n = 1; n <= Math.min(tables.length, end); n++) {
        tables[n - 1].addIfAbsent(tokens, end);
      }
    }
    indexed = Math.max(indexed, length);
  }

  /// Start of `draftTokens` tokens in `tokens[0..length)` that followed the longest suffix which
  /// has such a continuation, at its leftmost occurrence; -1 when there is none.
  int find(int[] tokens, int length, int draftTokens) {
    for (int n = Math.min(tables.length, length - 1); n >= 1; n--) {
      int end = tables[n - 1].firstEnd(tokens, length);
      // the continuation is complete and starts before the suffix itself
      if (end > 0 && end <= Math.min(length - draftTokens, length - n - 1)) {
        matched = n;
        return end;
      }
    }
    return -1;
  }

  /// Tokens of the suffix that the last successful [#find] found.
  int matched() {
    return matched;
  }

  @Override
  public void close() {}
}
