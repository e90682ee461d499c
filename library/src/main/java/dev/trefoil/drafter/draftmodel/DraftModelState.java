package dev.trefoil.drafter.draftmodel;

import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.sampling.TokenDistribution;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: its KV cache, the tokens that are in it, and the
/// distributions of the present chain.
final class DraftModelState implements AutoCloseable {
  private final KvCache cache;
  private final int[] fed; // tokens in the cache, chain included
  private int fedCount;
  private double[][] distributions = new double[0][]; // of the present chain, [vocabulary] each
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

  /// A copy of a distribution that stays until the next chain.
  double[] keep(int depth, TokenDistribution distribution) {
    if (distributions.length <= depth) {
      distributions = java.util.Arrays.copyOf(distributions, depth + 4);
    }
    if (distributions[depth] == null) {
      distributions[depth] = new double[distribution.vocabulary()];
    }
    distribution.copyTo(distributions[depth]);
    return distributions[depth];
  }

  @Override
  public void close() {
    cache.close();
  }
}
