package dev.trefoil.decoding;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.decoding.sampling.SamplingOptions;

/// Refuses prompts that no step could read.
final class PromptCheck {
  private PromptCheck() {}

  static void check(int[] prompt, ModelConfig config) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt is empty; at least one token is needed");
    }
    if (prompt.length >= config.contextLength()) {
      throw new IllegalArgumentException(
          "the prompt has %d tokens; the model's context is %d and one must be left to generate"
              .formatted(prompt.length, config.contextLength()));
    }
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] < 0 || prompt[i] >= config.vocabularySize()) {
        throw new IllegalArgumentException(
            "token %d of the prompt is %d; the model's ids are 0 to %d: is this its tokenizer?"
                .formatted(i, prompt[i], config.vocabularySize() - 1));
      }
    }
  }

  /// A bias on an id that the model does not have is a mistake, not a wish.
  static void check(SamplingOptions sampling, ModelConfig config) {
    for (int token : sampling.logitBias().keySet()) {
      if (token < 0 || token >= config.vocabularySize()) {
        throw new IllegalArgumentException(
            "logit bias for token %d; the model's ids are 0 to %d"
                .formatted(token, config.vocabularySize() - 1));
      }
    }
  }
}
