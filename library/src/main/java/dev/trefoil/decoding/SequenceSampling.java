package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenHistory;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How one sequence samples: its options, its random numbers, and its history if it penalises.
///
/// Two streams come from the request's seed. Acceptance alone draws from [#random], so that what a
/// drafter draws from [#draftRandom] cannot move it; nothing else in the batch touches either.
public final class SequenceSampling {
  private final SamplingOptions options;
  private final RandomGenerator random;
  private final RandomGenerator draftRandom;
  private final @Nullable TokenHistory history;

  SequenceSampling(SamplingOptions options, int vocabulary, int[] prompt) {
    this(options, vocabulary, prompt, new SplittableRandom(options.seed()));
  }

  private SequenceSampling(
      SamplingOptions options, int vocabulary, int[] prompt, SplittableRandom seeded) {
    this(options, vocabulary, prompt, seeded.split(), seeded);
  }

  /// With random numbers of the caller's.
  SequenceSampling(
      SamplingOptions options,
      int vocabulary,
      int[] prompt,
      RandomGenerator draftRandom,
      RandomGenerator random) {
    this.options = options;
    this.draftRandom = draftRandom;
    this.random = random;
    this.history = options.penalises() ? new TokenHistory(vocabulary, prompt, prompt.length) : null;
  }

  public SamplingOptions options() {
    return options;
  }

  /// For acceptance.
  public RandomGenerator random() {
    return random;
  }

  /// For the drafter.
  public RandomGenerator draftRandom() {
    return draftRandom;
  }

  /// Tokens so far; null unless the options penalise.
  public @Nullable TokenHistory history() {
    return history;
  }

  /// Adds a token to the history for a moment, while a path of a tree is examined.
  public void push(int token) {
    if (history != null) {
      history.push(token);
    }
  }

  /// Takes back the token pushed last.
  public void pop(int token) {
    if (history != null) {
      history.pop(token);
    }
  }

  /// Adds the tokens of a node's path, the root's left out, while what follows it is looked at.
  public void pushPath(TokenTree tree, int node) {
    for (int at = node; history != null && at > 0; at = tree.parent(at)) {
      push(tree.token(at));
    }
  }

  /// Takes back the tokens of a path.
  public void popPath(TokenTree tree, int node) {
    for (int depth = 1; history != null && depth <= tree.depth(node); depth++) {
      int at = node; // of the path's node nearest to the root, which was pushed last
      while (tree.depth(at) > depth) {
        at = tree.parent(at);
      }
      pop(tree.token(at));
    }
  }
}
