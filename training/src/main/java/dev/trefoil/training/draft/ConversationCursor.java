package dev.trefoil.training.draft;

import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.data.TokenCorpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Endless batches of whole conversations, epoch after epoch in an order drawn anew, from any
/// position. The position alone decides what follows. Mutable; owned by the training thread.
final class ConversationCursor {
  private final TokenCorpus corpus;
  private final int batchConversations;
  private final int maxTokens;
  private final long seed;
  private int epoch;
  private int next;
  private int[] order;

  /// @param maxTokens longer conversations are cut to it
  @SuppressWarnings("MissingSummary") // the parameter says all
  ConversationCursor(
      TokenCorpus corpus, int batchConversations, int maxTokens, long seed, DataPosition position) {
    if (corpus.conversations() == 0) {
      throw new DataException("no conversation is left to train on; check the data file");
    }
    this.corpus = corpus;
    this.batchConversations = batchConversations;
    this.maxTokens = maxTokens;
    this.seed = seed;
    this.epoch = position.epoch();
    this.next = position.row();
    this.order = shuffled(corpus.conversations(), seed, epoch);
  }

  private static int[] shuffled(int conversations, long seed, int epoch) {
    RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    int[] shuffled = new int[conversations];
    for (int i = 0; i < shuffled.length; i++) {
      int j = random.nextInt(i + 1);
      shuffled[i] = shuffled[j];
      shuffled[j] = i;
    }
    return shuffled;
  }

  /// The next batch; it may span two epochs.
  DraftBatch next() {
    int[] chosen = new int[batchConversations];
    for (int i = 0; i < chosen.length; i++) {
      if (next == order.length) {
        epoch++;
        next = 0;
        order = shuffled(order.length, seed, epoch);
      }
      chosen[i] = order[next++];
    }
    return batch(corpus, maxTokens, chosen);
  }

  /// Tokens of the longest batch of the first epoch.
  static int longestBatch(TokenCorpus corpus, int batchConversations, int maxTokens, long seed) {
    int[] order = shuffled(corpus.conversations(), seed, 0);
    int longest = 0;
    for (int from = 0; from < order.length; from += batchConversations) {
      int tokens = 0;
      for (int i = from; i < Math.min(order.length, from + batchConversations); i++) {
        tokens += Math.min(maxTokens, corpus.length(order[i]));
      }
      longest = Math.max(longest, tokens);
    }
    return longest;
  }

  DataPosition position() {
    return new DataPosition(epoch, next, maxTokens);
  }

  double epochs() {
    return epoch + (double) next / order.length;
  }

  /// Each conversation of a corpus once, in its own order; at least one batch, no more tokens than
  /// that afterwards.
  static List<DraftBatch> once(
      TokenCorpus corpus, int batchConversations, int maxTokens, long limitTokens) {
    List<DraftBatch> batches = new ArrayList<>();
    long tokens = 0;
    for (int from = 0; from < corpus.conversations(); from += batchConversations) {
      int count = Math.min(batchConversations, corpus.conversations() - from);
      int first = from;
      int[] chosen = new int[count];
      Arrays.setAll(chosen, i -> first + i);
      DraftBatch batch = batch(corpus, maxTokens, chosen);
      tokens += batch.rows();
      if (!batches.isEmpty() && tokens > limitTokens) {
        break;
      }
      batches.add(batch);
    }
    return batches;
  }

  private static DraftBatch batch(TokenCorpus corpus, int maxTokens, int[] chosen) {
    int[] starts = new int[chosen.length + 1];
    for (int i = 0; i < chosen.length; i++) {
      starts[i + 1] = starts[i] + Math.min(maxTokens, corpus.length(chosen[i]));
    }
    int[] ids = new int[starts[chosen.length]];
    boolean[] trained = new boolean[ids.length];
    for (int i = 0; i < chosen.length; i++) {
      for (int row = starts[i]; row < starts[i + 1]; row++) {
        ids[row] = corpus.id(chosen[i], row - starts[i]);
        trained[row] = corpus.trained(chosen[i], row - starts[i]);
      }
    }
    return new DraftBatch(ids, trained, starts, chosen);
  }
}
