package dev.trefoil.drafter.rest;

import java.util.Arrays;
import java.util.List;

/// Where the longest known end of a context stands in a datastore: a range of ranks in each chunk.
///
/// Reused from search to search; one thread.
final class SuffixMatches {
  private final List<DatastoreChunk> chunks;
  private final int[] first;
  private final int[] end;
  private int span;

  SuffixMatches(List<DatastoreChunk> chunks) {
    this.chunks = chunks;
    this.first = new int[chunks.size()];
    this.end = new int[chunks.size()];
  }

  /// Finds the longest of the last `minSpan` to `maxSpan` tokens of `context[0..length)` that
  /// occurs with something after it.
  ///
  /// If a span occurs, all shorter ones do: so the length is found by bisection, and not by trying
  /// one after the other as in the paper. The result is the same.
  void find(int[] context, int length, int minSpan, int maxSpan) {
    span = 0;
    Arrays.fill(first, 0);
    Arrays.fill(end, 0);
    int low = minSpan;
    int high = Math.min(maxSpan, length);
    if (low > high || !occurs(context, length, low)) {
      return;
    }
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (occurs(context, length, middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    span = low;
    range(context, length);
  }

  private boolean occurs(int[] context, int length, int tokens) {
    for (DatastoreChunk chunk : chunks) {
      if (chunk.continues(context, length - tokens, length)) {
        return true;
      }
    }
    return false;
  }

  private void range(int[] context, int length) {
    int from = length - span;
    for (int c = 0; c < first.length; c++) {
      DatastoreChunk chunk = chunks.get(c);
      int rank = chunk.first(context, from, length);
      first[c] = rank;
      end[c] =
          chunk.matches(rank, context, from, length)
              ? chunk.end(rank, context, from, length)
              : rank;
    }
  }

  /// Tokens of the context that were found; 0 if none.
  int span() {
    return span;
  }

  int chunkCount() {
    return first.length;
  }

  DatastoreChunk chunk(int index) {
    return chunks.get(index);
  }

  /// Rank of a chunk's first match.
  int first(int chunk) {
    return first[chunk];
  }

  int count(int chunk) {
    return end[chunk] - first[chunk];
  }
}
