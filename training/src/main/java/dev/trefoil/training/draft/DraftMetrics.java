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
/// the text departs. On the target's own greedy answers it never departs. An exit of a model that
/// drafts token by token has an accepted length of its own, that of a chain of at most [#CHAIN]
/// tokens that it drafts alone.
final class DraftMetrics {
  private static final int MOST = 5;
  private static final int CHAIN = 5;
  private static final int ROWS_AT_ONCE = 512;

  private final FrozenTarget target;
  private long[][] within = new long[0][MOST]; // by head, answers among the k + 1 likeliest
  private long[] counted = new long[0]; // by head
  private long[] chains = new long[0]; // by exit; one of all heads
  private long[] accepted = new long[0];
  private boolean exits;

  DraftMetrics(FrozenTarget target) {
    this.target = target;
  }

  /// Adds the guesses of one batch; inside its step, without recording.
  void add(DraftBatch batch, ForwardOutput features, DraftPass pass) {
    List<HeadGuess> guesses = pass.guesses();
    exits = pass.exits();
    reserve(guesses.size());
    int[] choices = choices(features.finalNorm());
    int[][] ranks = new int[guesses.size()][];
    for (int head = 0; head < ranks.length; head++) {
      ranks[head] = ranks(guesses.get(head), choices);
      count(head, guesses.get(head), ranks[head]);
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (!guesses.isEmpty() && guesses.getFirst().answeredBy()[row] >= 0) {
        for (int chain = 0; chain < (exits ? ranks.length : 1); chain++) {
          chains[chain]++;
          accepted[chain] +=
              1
                  + (exits
                      ? ownChain(batch, guesses.get(chain), ranks[chain], choices, row)
                      : chain(batch, guesses, ranks, choices, row));
        }
      }
    }
  }

  private void reserve(int heads) {
    if (within.length < heads) {
      int before = within.length;
      within = Arrays.copyOf(within, heads);
      for (int head = before; head < heads; head++) {
        within[head] = new long[MOST];
      }
      counted = Arrays.copyOf(counted, heads);
      chains = Arrays.copyOf(chains, heads);
      accepted = Arrays.copyOf(accepted, heads);
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
      if (!agrees(batch, choices, answeredBy)) {
        break;
      }
    }
    return right;
  }

  /// Guesses in a row that are right when one exit makes them all.
  private static int ownChain(
      DraftBatch batch, HeadGuess guess, int[] ranks, int[] choices, int row) {
    int right = 0;
    while (right < CHAIN && row + right < ranks.length) {
      int answeredBy = guess.answeredBy()[row + right];
      if (answeredBy < 0 || ranks[row + right] != 0) {
        break;
      }
      right++;
      if (!agrees(batch, choices, answeredBy)) {
        break;
      }
    }
    return right;
  }

  /// Whether the text goes on as the target would have it.
  private static boolean agrees(DraftBatch batch, int[] choices, int row) {
    return row + 1 < batch.rows() && batch.ids()[row + 1] == choices[row];
  }

  /// `head1_top1` and so on, heads counted from 1, and `accepted_length`; of exits `exit1_top1` and
  /// `exit1_accepted_length`. Empty without guesses.
  SequencedMap<String, Double> values() {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    for (int head = 0; head < counted.length; head++) {
      for (int k = 0; k < MOST && counted[head] > 0; k++) {
        values.put(
            "%s%d_top%d".formatted(exits ? "exit" : "head", head + 1, k + 1),
            (double) within[head][k] / counted[head]);
      }
    }
    for (int chain = 0; chain < chains.length; chain++) {
      if (chains[chain] > 0) {
        values.put(
            exits ? "exit" + (chain + 1) + "_accepted_length" : "accepted_length",
            (double) accepted[chain] / chains[chain]);
      }
    }
    return values;
  }
}
