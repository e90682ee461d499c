package dev.trefoil.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lays whole conversations into rows of equal length, in an order drawn anew for each epoch.
///
/// Best fit among a window of open rows: a conversation goes to the row that it fills up most; when
/// it fits none, the fullest row is closed. So no conversation is cut, little is padded and the
/// order stays random. Rows come out the same for the same corpus, length, seed and epoch.
///
/// A row is one causal segment: a conversation sees the ones before it in its row. The first token
/// of a conversation is never trained, so nothing is asked across a border.
public final class RowPacker {
  private static final int OPEN_ROWS = 48;

  private final TokenCorpus corpus;
  private final int rowTokens;
  private final long seed;

  /// @param rowTokens tokens of a row; longer conversations are cut to it
  public RowPacker(TokenCorpus corpus, int rowTokens, long seed) {
    this.corpus = corpus;
    this.rowTokens = rowTokens;
    this.seed = seed;
  }

  /// The rows of one epoch: for each the conversations that it holds, in order.
  public List<int[]> rows(int epoch) {
    List<OpenRow> open = new ArrayList<>();
    List<int[]> closed = new ArrayList<>();
    for (int conversation : shuffled(epoch)) {
      int length = Math.min(rowTokens, corpus.length(conversation));
      OpenRow best = bestFit(open, length);
      if (best == null) {
        if (open.size() == OPEN_ROWS) {
          closed.add(removeFullest(open).toArray());
        }
        best = new OpenRow();
        open.add(best);
      }
      best.add(conversation, length);
    }
    while (!open.isEmpty()) {
      closed.add(removeFullest(open).toArray());
    }
    return closed;
  }

  private int[] shuffled(int epoch) {
    RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    int[] order = new int[corpus.conversations()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private @Nullable OpenRow bestFit(List<OpenRow> open, int length) {
    OpenRow best = null;
    for (OpenRow row : open) {
      if (row.tokens + length <= rowTokens && (best == null || row.tokens > best.tokens)) {
        best = row;
      }
    }
    return best;
  }

  private static OpenRow removeFullest(List<OpenRow> open) {
    int fullest = 0;
    for (int i = 1; i < open.size(); i++) {
      if (open.get(i).tokens > open.get(fullest).tokens) {
        fullest = i;
      }
    }
    return open.remove(fullest);
  }

  /// A row that still takes conversations.
  private static final class OpenRow {
    private final List<Integer> conversations = new ArrayList<>();
    private int tokens;

    void add(int conversation, int length) {
      conversations.add(conversation);
      tokens += length;
    }

    int[] toArray() {
      return conversations.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
