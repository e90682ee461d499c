package dev.trefoil.training.recipe;

/// What EAGLE-3's training leaves open (Li et al. 2025, section 3; its code).
///
/// @param steps passes over each text, of which all but the first read the draft's own output
/// @param decay factor of the weight of each pass against the pass before it
/// @param vocabulary tokens that the draft can propose, the most frequent of the training data; 0
///   for the target's own when that is not larger than [#LARGEST_VOCABULARY], else for so many
/// @param start what head and final norm start as; the published code draws the head
public record Eagle3Settings(int steps, double decay, int vocabulary, HeadStart start) {
  /// What the draft's output head starts as.
  public enum HeadStart {
    /// Drawn at random, the norm at one.
    RANDOM,
    /// The target's rows of the draft's tokens, and its final norm: what short runs want.
    TARGET
  }

  /// Rows of the head of published drafts.
  public static final int LARGEST_VOCABULARY = 32_000;

  /// As published.
  public static final Eagle3Settings DEFAULT = new Eagle3Settings(7, 0.8, 0, HeadStart.RANDOM);

  public Eagle3Settings {
    if (steps < 1 || !(decay > 0 && decay <= 1) || vocabulary < 0) {
      throw new IllegalArgumentException(
          "--unrolled-steps %d --decay %s --draft-vocabulary %d: at least 1 step, a decay above 0 and at most 1, a vocabulary of 0 or more are needed"
              .formatted(steps, decay, vocabulary));
    }
  }

  /// Tokens of a draft for a target of so many.
  int vocabularyOf(int targetVocabulary) {
    int wanted = vocabulary == 0 ? LARGEST_VOCABULARY : vocabulary;
    return Math.min(wanted, targetVocabulary);
  }
}
