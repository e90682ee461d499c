package dev.trefoil.training.draft;

import dev.trefoil.compute.Matrix;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.torch.TorchBackend;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How good the guesses of the heads are over a validation.
///
/// A head's top-k accuracy is the share of counted rows at which the target's own choice, its
/// likeliest token, is among the head's k likeliest; the texts' tokens are given to the heads. The
/// accepted length is that of a chain of best guesses, the target's own token included: it grows as
/// long as the guesses are right and the text goes on as the target would have it, and is cut where
/// the text departs. On the target's own greedy answers it never departs.
final class DraftMetrics {
  private static final int MOST = 5;
  private static final int ROWS_AT_ONCE = 512;

  private final FrozenTarget target;
  private long[][] within = new long[0][MOST]; // by head, answers among the k + 1 likeliest
  private long[] counted = new long[0]; // by head
  private long chains;
  private long accepted;

  DraftMetrics(FrozenTarget target) {
    this.target = target;
  }

  /// Adds the guesses of one batch; inside its step, without recording.
  void add(DraftBatch batch, ForwardOutput features, List<HeadGuess> guesses) {
    if (within.length < guesses.size()) {
      within = Arrays.copyOf(within, guesses.size());
      counted = Arrays.copyOf(counted, guesses.size());
      for (int head = 0; head < within.length; head++) {
        within[head] = within[head] == null ? new long[MOST] : within[head];
      }
    }
    int[] choices = choices(features.finalNorm());
    int[][] ranks = new int[guesses.size()][];
    for (int head = 0; head < ranks.length; head++) {
      ranks[head] = ranks(guesses.get(head), choices);
      count(head, guesses.get(head), ranks[head]);
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (!guesses.isEmpty() && guesses.getFirst().answeredBy()[row] >= 0) {
        chains++;
        accepted += 1 + chain(batch, guesses, ranks, choices, row);
      }
    }
  }

  /// The target's likeliest token at each row.
  private int[] choices(Matrix hidden) {
    TorchBackend backend = target.backend();
    Llama network = target.target().network();
    int[] all = new int[hidden.rows()];
    for (int from = 0; from < all.length; from += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, all.length - from);
      int first = from;
      int[] rows = new int[count];
      Arrays.setAll(rows, i -> first + i);
      long mark = backend.mark();
      int[] part = new int[count];
      backend.argmax(network.logits(backend.gather(hidden, rows, count)), part);
      backend.release(mark);
      System.arraycopy(part, 0, all, from, count);
    }
    return all;
  }

  private int[] ranks(HeadGuess guess, int[] choices) {
    int[] answers = guess.answeredBy().clone();
    for (int row = 0; row < answers.length; row++) {
      if (answers[row] >= 0) {
        int token = choices[answers[row]];
        int[] columnOf = guess.columnOf();
        answers[row] = columnOf == null || token < 0 ? token : columnOf[token];
      }
    }
    int[] ranks = new int[answers.length];
    target.backend().ranks(guess.logits(), answers, ranks);
    return ranks;
  }

  private void count(int head, HeadGuess guess, int[] ranks) {
    for (int row = 0; row < ranks.length; row++) {
      if (guess.answeredBy()[row] >= 0) {
        counted[head]++;
        for (int k = 0; k < MOST; k++) {
          within[head][k] += ranks[row] >= 0 && ranks[row] <= k ? 1 : 0;
        }
      }
    }
  }

  /// Guesses in a row that are right.
  private static int chain(
      DraftBatch batch, List<HeadGuess> guesses, int[][] ranks, int[] choices, int row) {
    int right = 0;
    for (int head = 0; head < ranks.length; head++) {
      int answeredBy = guesses.get(head).answeredBy()[row];
      if (answeredBy < 0 || ranks[head][row] != 0) {
        break;
      }
      right++;
      boolean agrees =
          answeredBy + 1 < batch.rows() && batch.ids()[answeredBy + 1] == choices[answeredBy];
      if (!agrees) {
        break;
      }
    }
    return right;
  }

  /// `head1_top1` and so on, heads counted from 1, and `accepted_length`; empty without guesses.
  SequencedMap<String, Double> values() {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    for (int head = 0; head < counted.length; head++) {
      for (int k = 0; k < MOST && counted[head] > 0; k++) {
        values.put(
            "head%d_top%d".formatted(head + 1, k + 1), (double) within[head][k] / counted[head]);
      }
    }
    if (chains > 0) {
      values.put("accepted_length", (double) accepted / chains);
    }
    return values;
  }
}
