package dev.trefoil.training.data;

import java.util.Arrays;
import java.util.BitSet;

/// Encoded conversations one after the other in memory.
///
/// Immutable once built; the arrays are not handed out.
public final class TokenCorpus {
  private final int[] ids; // [tokens]
  private final BitSet trained; // [tokens]
  private final int[] starts; // [conversations + 1]

  TokenCorpus(int[] ids, BitSet trained, int[] starts) {
    this.ids = ids;
    this.trained = trained;
    this.starts = starts;
  }

  public int conversations() {
    return starts.length - 1;
  }

  public int tokens() {
    return ids.length;
  }

  /// Number of tokens of one conversation.
  public int length(int conversation) {
    return starts[conversation + 1] - starts[conversation];
  }

  public int id(int conversation, int token) {
    return ids[starts[conversation] + token];
  }

  /// Whether a model is to learn to say that token.
  public boolean trained(int conversation, int token) {
    return trained.get(starts[conversation] + token);
  }

  /// Number of tokens that count in the loss.
  public int trainedTokens() {
    return trained.cardinality();
  }

  /// A copy of the conversations from `from` on and before `to`.
  public TokenCorpus part(int from, int to) {
    Builder builder = new Builder();
    for (int conversation = from; conversation < to; conversation++) {
      builder.add(conversation(conversation));
    }
    return builder.build();
  }

  private EncodedConversation conversation(int conversation) {
    boolean[] marks = new boolean[length(conversation)];
    for (int token = 0; token < marks.length; token++) {
      marks[token] = trained(conversation, token);
    }
    return new EncodedConversation(
        Arrays.copyOfRange(ids, starts[conversation], starts[conversation + 1]), marks);
  }

  int[] ids() {
    return ids;
  }

  BitSet trained() {
    return trained;
  }

  int[] starts() {
    return starts;
  }

  /// Collects conversations. Owned by one thread.
  public static final class Builder {
    private int[] ids = new int[1 << 16];
    private int[] starts = new int[1 << 12];
    private final BitSet trained = new BitSet();
    private int tokens;
    private int conversations;

    public void add(EncodedConversation conversation) {
      int length = conversation.ids().length;
      if (tokens + length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(2 * ids.length, tokens + length));
      }
      if (conversations + 2 > starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
      }
      System.arraycopy(conversation.ids(), 0, ids, tokens, length);
      for (int i = 0; i < length; i++) {
        trained.set(tokens + i, conversation.trained()[i]);
      }
      tokens += length;
      conversations++;
      starts[conversations] = tokens;
    }

    /// Adds all conversations of another corpus.
    public void addAll(TokenCorpus corpus) {
      for (int conversation = 0; conversation < corpus.conversations(); conversation++) {
        add(corpus.conversation(conversation));
      }
    }

    public TokenCorpus build() {
      return new TokenCorpus(
          Arrays.copyOf(ids, tokens),
          (BitSet) trained.clone(),
          Arrays.copyOf(starts, conversations + 1));
    }
  }
}
