package dev.trefoil.bench.specbench;

import dev.trefoil.text.Tokenizer;

/// Counts the tokens of an answer's text.
@FunctionalInterface
public interface TokenCounter {
  int count(String text);

  /// Words between white space: a stand-in where no tokenizer is at hand.
  static TokenCounter words() {
    return text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }

  /// Ids of a tokenizer, begin and end tokens not counted. The tokenizer is the caller's to close.
  static TokenCounter of(Tokenizer tokenizer) {
    return text -> tokenizer.encode(text, false).length;
  }
}
