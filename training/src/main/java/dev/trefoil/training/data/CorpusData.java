package dev.trefoil.training.data;

/// An encoded data file and what was wrong with it.
public record CorpusData(TokenCorpus corpus, DefectCounts defects) {
  /// One sentence for people.
  public String summary(String name) {
    String rest = defects.phrases().isEmpty() ? "" : "; " + String.join(", ", defects.phrases());
    return "%s: %,d conversations, %,d tokens, %,d of them trained%s"
        .formatted(name, corpus.conversations(), corpus.tokens(), corpus.trainedTokens(), rest);
  }
}
