package dev.trefoil.training.draft;

import java.util.List;

/// What a pass over a batch yields.
///
/// @param terms of the loss, which is the sum of weight times value; each has its own divisor, so
///   that a batch's loss does not depend on its size
/// @param guesses of the heads, the nearest first; measured in a validation only, so they must cost
///   nothing that the loss does not need anyway
/// @param exits whether the guesses are of the same token, each by another exit of a model that
///   drafts token by token, instead of one token after the other
public record DraftPass(List<LossTerm> terms, List<HeadGuess> guesses, boolean exits) {
  public DraftPass {
    terms = List.copyOf(terms);
    guesses = List.copyOf(guesses);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a pass without a loss term; at least 1 is needed");
    }
  }

  /// Heads that guess one token after the other.
  public DraftPass(List<LossTerm> terms, List<HeadGuess> guesses) {
    this(terms, guesses, false);
  }
}
