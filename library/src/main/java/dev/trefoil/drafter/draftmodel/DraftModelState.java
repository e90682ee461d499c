package dev.trefoil.drafter.draftmodel;

import dev.trefoil.decoding.DrawnDistributions;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: its KV cache, the tokens that are in it, and the
/// distributions of the present chain.
final class DraftModelState implements AutoCloseable {
  private final KvCache cache;
  private final int[] fed; // tokens in the cache, chain included
  private int fedCount;
  private final DrawnDistributions drawn = new DrawnDistributions();
  private int chainLength;

  DraftModelState(KvCache cache, int capacity, int chainLength) {
    this.cache = cache;
    this.fed = new int[capacity];
    this.chainLength = chainLength;
  }

  KvCache cache() {
    return cache;
  }

  int chainLength() {
    return chainLength;
  }

  void chainLength(int tokens) {
    chainLength = tokens;
  }

  /// Drops what was fed and does not stand; the last token is always fed again, for its logits.
  void rollBack(Sequence sequence) {
    int same = 0;
    int most = Math.min(fedCount, sequence.length() - 1);
    while (same < most && fed[same] == sequence.token(same)) {
      same++;
    }
    fedCount = same;
    cache.truncate(same);
  }

  /// Notes tokens that were read into the cache up to `end`.
  void noteRead(Sequence sequence, int end) {
    for (; fedCount < end; fedCount++) {
      fed[fedCount] = sequence.token(fedCount);
    }
  }

  /// Notes one token that a row of the pass just run was fed with.
  void noteFed(int token) {
    fed[fedCount++] = token;
    cache.commitChain(1);
  }

  int fedCount() {
    return fedCount;
  }

  /// The distributions of the present chain.
  DrawnDistributions drawn() {
    return drawn;
  }

  @Override
  public void close() {
    cache.close();
  }
}
