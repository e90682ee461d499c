package dev.trefoil.drafter.rest;

/// What follows the matches of a context, in lexicographic order, a shorter prefix first.
///
/// Only places are kept; tokens are read from the datastore when they are asked for, since most of
/// them never are. Matches of one chunk come in order already; those of several chunks are merged.
/// Reused from search to search; one thread.
final class Continuations {
  private final int width;
  private final SuffixMatches matches;
  private int[] start = new int[0];
  private int[] chunkOf = new int[0];
  private int[] order = new int[0];
  private int[] merged = new int[0];
  private final int[] runStart; // of each chunk, in `order`
  private int count;

  /// @param width most tokens of a continuation
  Continuations(SuffixMatches matches, int width) {
    this.matches = matches;
    this.width = width;
    this.runStart = new int[matches.chunkCount() + 1];
  }

  /// Takes up to `limit` continuations of all chunks, spread evenly over the matches.
  void takeSpread(int limit) {
    long total = 0;
    for (int c = 0; c < matches.chunkCount(); c++) {
      total += matches.count(c);
    }
    int wanted = (int) Math.min(limit, total);
    begin(wanted);
    long before = 0;
    for (int c = 0; c < matches.chunkCount(); c++) {
      long after = before + matches.count(c);
      while (count < wanted && count * total / wanted < after) {
        add(c, (int) (matches.first(c) + count * total / wanted - before));
      }
      runStart[c + 1] = count;
      before = after;
    }
    merge();
  }

  /// Takes the first `limit` continuations of each chunk.
  void takeFirst(int limit) {
    int wanted = 0;
    for (int c = 0; c < matches.chunkCount(); c++) {
      wanted += Math.min(limit, matches.count(c));
    }
    begin(wanted);
    for (int c = 0; c < matches.chunkCount(); c++) {
      int end = matches.first(c) + Math.min(limit, matches.count(c));
      for (int rank = matches.first(c); rank < end; rank++) {
        add(c, rank);
      }
      runStart[c + 1] = count;
    }
    merge();
  }

  private void begin(int wanted) {
    count = 0;
    if (start.length < wanted) {
      start = new int[wanted];
      chunkOf = new int[wanted];
      order = new int[wanted];
      merged = new int[wanted];
    }
  }

  private void add(int chunk, int rank) {
    start[count] = matches.chunk(chunk).suffix(rank) + matches.span();
    chunkOf[count] = chunk;
    order[count] = count;
    count++;
  }

  /// Merges neighbouring runs until one is left.
  private void merge() {
    int chunks = runStart.length - 1;
    for (int step = 1; step < chunks; step *= 2) {
      for (int c = 0; c + step < chunks; c += 2 * step) {
        mergeRuns(runStart[c], runStart[c + step], runStart[Math.min(chunks, c + 2 * step)]);
      }
    }
  }

  private void mergeRuns(int from, int middle, int to) {
    if (from == middle || middle == to) {
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft = right == to || (left < middle && !isAbove(order[left], order[right]));
      merged[i] = takeLeft ? order[left++] : order[right++];
    }
    System.arraycopy(merged, from, order, from, to - from);
  }

  private boolean isAbove(int a, int b) {
    int common = common(a, b);
    int rest = lengthOf(b) - common;
    return lengthOf(a) > common && (rest == 0 || tokenOf(a, common) > tokenOf(b, common));
  }

  private int common(int a, int b) {
    int limit = Math.min(lengthOf(a), lengthOf(b));
    int i = 0;
    while (i < limit && tokenOf(a, i) == tokenOf(b, i)) {
      i++;
    }
    return i;
  }

  private int lengthOf(int taken) {
    return Math.min(width, matches.chunk(chunkOf[taken]).length() - start[taken]);
  }

  private int tokenOf(int taken, int index) {
    return matches.chunk(chunkOf[taken]).token(start[taken] + index);
  }

  /// Most tokens of a continuation.
  int width() {
    return width;
  }

  int count() {
    return count;
  }

  /// Tokens of the continuation at a place of the order; fewer than [#width()] at a chunk's end.
  int length(int place) {
    return lengthOf(order[place]);
  }

  int token(int place, int index) {
    return tokenOf(order[place], index);
  }

  /// Tokens that a continuation shares with the one before it; 0 for the first, and after the last.
  int shared(int place) {
    return place == 0 || place == count ? 0 : common(order[place - 1], order[place]);
  }
}
