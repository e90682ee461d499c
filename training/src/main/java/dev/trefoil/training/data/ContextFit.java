package dev.trefoil.training.data;

import java.util.Arrays;
import java.util.Optional;

/// Makes encoded conversations fit a context, and leaves out those from which nothing can be
/// learnt.
public final class ContextFit {
  private static final int LEAST_TOKENS = 2;

  /// What happens to a conversation that is longer than the context.
  public enum Overlong {
    /// It is cut to the context.
    CUT,
    /// It is dropped.
    DROP
  }

  private final int maxTokens;
  private final Overlong overlong;
  private final DefectCounts counts;

  /// @param maxTokens of a conversation
  /// @param counts receives what was cut or dropped
  @SuppressWarnings("MissingSummary") // the parameters say all
  public ContextFit(int maxTokens, Overlong overlong, DefectCounts counts) {
    if (maxTokens < LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "a context of %d tokens; at least %d are needed".formatted(maxTokens, LEAST_TOKENS));
    }
    this.maxTokens = maxTokens;
    this.overlong = overlong;
    this.counts = counts;
  }

  /// The conversation, cut if need be; empty when it is dropped.
  public Optional<EncodedConversation> fit(EncodedConversation conversation) {
    EncodedConversation fitting = conversation;
    if (conversation.ids().length > maxTokens) {
      if (overlong == Overlong.DROP) {
        counts.add(Defect.TOO_LONG);
        return Optional.empty();
      }
      counts.add(Defect.TRUNCATED);
      fitting =
          new EncodedConversation(
              Arrays.copyOf(conversation.ids(), maxTokens),
              Arrays.copyOf(conversation.trained(), maxTokens));
    }
    if (fitting.ids().length < LEAST_TOKENS || fitting.trainedTokens() == 0) {
      counts.add(Defect.NOTHING_TO_TRAIN);
      return Optional.empty();
    }
    return Optional.of(fitting);
  }
}
