package dev.trefoil.training.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;

/// How often each token counts in the loss. Owned by one thread.
public final class TokenCounts {
  private final long[] count; // [vocabulary]
  private final long[] first; // [vocabulary]
  private long total;

  public TokenCounts(int vocabulary) {
    count = new long[vocabulary];
    first = new long[vocabulary];
    Arrays.fill(first, Long.MAX_VALUE);
  }

  /// Counts the marked tokens of a corpus.
  public void add(TokenCorpus corpus) {
    for (int text = 0; text < corpus.conversations(); text++) {
      for (int i = 0; i < corpus.length(text); i++) {
        add(corpus.id(text, i), corpus.trained(text, i));
      }
    }
  }

  /// Counts the marked tokens of a conversation.
  public void add(EncodedConversation conversation) {
    for (int i = 0; i < conversation.ids().length; i++) {
      add(conversation.ids()[i], conversation.trained()[i]);
    }
  }

  private void add(int token, boolean trained) {
    if (trained) {
      if (token >= count.length) {
        throw new DataException(
            "token %d occurs, but the model has the tokens 0 to %d; prepare the data with its tokenizer"
                .formatted(token, count.length - 1));
      }
      count[token]++;
      first[token] = Math.min(first[token], total++);
    }
  }

  public long of(int token) {
    return count[token];
  }

  /// How many tokens were counted.
  public long total() {
    return total;
  }

  /// How many different ones occur.
  public int different() {
    return (int) Arrays.stream(count).filter(times -> times > 0).count();
  }

  /// All tokens, the most frequent first; among equally frequent ones the lower id comes first.
  public int[] ranked() {
    return ranked(token -> token);
  }

  /// All tokens, the most frequent first; among equally frequent ones that comes first which was
  /// counted first.
  public int[] rankedByFirst() {
    return ranked(token -> first[token]);
  }

  private int[] ranked(IntToLongFunction tie) {
    Integer[] order = new Integer[count.length];
    Arrays.setAll(order, token -> token);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(token -> -count[token])
            .thenComparingLong(tie::applyAsLong));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }
}
