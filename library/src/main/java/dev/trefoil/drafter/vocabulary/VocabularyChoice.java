package dev.trefoil.drafter.vocabulary;

/// How much of a draft's [vocabulary file][VocabularyFile] is used.
public sealed interface VocabularyChoice {
  /// Everything that the file lists; all tokens of the target where there is no file.
  VocabularyChoice LISTED = new Listed();

  /// All tokens of the target, file or not.
  VocabularyChoice WHOLE = new Whole();

  /// See [VocabularyChoice#LISTED].
  record Listed() implements VocabularyChoice {}

  /// See [VocabularyChoice#WHOLE].
  record Whole() implements VocabularyChoice {}

  /// The first tokens of the file, which must be there.
  record MostFrequent(int tokens) implements VocabularyChoice {
    public MostFrequent {
      if (tokens < 1) {
        throw new IllegalArgumentException(
            "a draft vocabulary of %d tokens; give 1 or more, or 'all'".formatted(tokens));
      }
    }
  }

  /// Reads `all` or a number of tokens.
  ///
  /// @throws IllegalArgumentException that says what is allowed
  static VocabularyChoice parse(String text) {
    if (text.equals("all")) {
      return WHOLE;
    }
    try {
      return new MostFrequent(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a draft vocabulary of '%s' tokens; give a whole number of 1 or more, or 'all'"
              .formatted(text),
          e);
    }
  }
}
