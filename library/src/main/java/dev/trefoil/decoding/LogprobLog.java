package dev.trefoil.decoding;

import java.util.ArrayList;
import java.util.List;

/// Collects log probabilities of one sequence's tokens.
final class LogprobLog {
  private final float[] logits; // [vocabulary]
  private final int topCount;
  private final List<TokenLogprobs> entries = new ArrayList<>();

  LogprobLog(int vocabulary, int topCount) {
    this.logits = new float[vocabulary];
    this.topCount = Math.min(topCount, vocabulary);
  }

  /// Where the caller puts the logits that decided the next token, `[vocabulary]`.
  float[] logits() {
    return logits;
  }

  /// Records a token decided by [#logits].
  void add(int token) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += StrictMath.exp(logit - largest);
    }
    double normaliser = largest + StrictMath.log(sum);
    List<TokenLogprobs.Entry> top = new ArrayList<>(topCount);
    for (int column : topColumns()) {
      top.add(new TokenLogprobs.Entry(column, logits[column] - normaliser));
    }
    entries.add(new TokenLogprobs(token, logits[token] - normaliser, top));
  }

  /// Columns of the largest logits, descending, the lower first on a tie; by insertion, for they
  /// are few.
  private int[] topColumns() {
    int[] best = new int[topCount];
    int found = 0;
    for (int column = 0; column < logits.length && topCount > 0; column++) {
      if (found == topCount && !(logits[column] > logits[best[found - 1]])) {
        continue;
      }
      int at = found < topCount ? found++ : found - 1;
      while (at > 0 && logits[column] > logits[best[at - 1]]) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = column;
    }
    return best;
  }

  /// The first `count` tokens' entries.
  List<TokenLogprobs> first(int count) {
    return List.copyOf(entries.subList(0, Math.min(count, entries.size())));
  }
}
