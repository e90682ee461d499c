package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.Sequence;
import java.util.SplittableRandom;

/// The first guesses of a window. They decide how soon good n-grams turn up, never the answer.
@FunctionalInterface
interface InitialWindow {
  /// The guessed token at each of `count` positions ahead.
  int[] tokens(Sequence sequence, int count);

  /// Tokens drawn from the prompt, the same ones for the same prompt and seed.
  static InitialWindow drawnFromPrompt(long seed) {
    return (sequence, count) -> {
      int prompt = sequence.promptLength();
      return new SplittableRandom(seed).ints(count, 0, prompt).map(sequence::token).toArray();
    };
  }
}
