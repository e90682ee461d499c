package dev.trefoil.bench.prove;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import dev.trefoil.decoding.sampling.TokenHistory;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;

/// The probability of every answer of a few tokens, by a forward pass after each of its beginnings.
final class ExactAnswers {
  private final Target target;
  private final SamplingOptions options;
  private final int[] text; // prompt and the answer's beginning
  private final int promptLength;
  private final int vocabulary;
  private final double[] probability; // [vocabulary ^ tokens]

  private ExactAnswers(Target target, SamplingOptions options, int[] prompt, int tokens) {
    this.target = target;
    this.options = options;
    this.text = java.util.Arrays.copyOf(prompt, prompt.length + tokens);
    this.promptLength = prompt.length;
    this.vocabulary = target.config().vocabularySize();
    this.probability = new double[(int) Math.pow(vocabulary, tokens)];
  }

  /// Probabilities by [#index], `[vocabulary ^ tokens]`.
  static double[] of(Target target, SamplingOptions options, int[] prompt, int tokens) {
    ExactAnswers answers = new ExactAnswers(target, options, prompt, tokens);
    answers.extend(prompt.length, 1, 0);
    return answers.probability;
  }

  /// Where an answer stands: its tokens are the digits of a number.
  static int index(int[] answer, int tokens, int vocabulary) {
    int index = 0;
    for (int i = 0; i < tokens; i++) {
      index = index * vocabulary + answer[i];
    }
    return index;
  }

  private void extend(int length, double weight, int index) {
    if (length == text.length) {
      probability[index] = weight;
      return;
    }
    double[] next = next(length);
    for (int token = 0; token < vocabulary; token++) {
      if (next[token] > 0) {
        text[length] = token;
        extend(length + 1, weight * next[token], index * vocabulary + token);
      }
    }
  }

  private double[] next(int length) {
    Backend backend = target.backend();
    RowLayout layout = new RowLayout();
    try (KvCache cache = target.newCache(length)) {
      layout.beginSegment(cache.store(), 0);
      for (int i = 0; i < length; i++) {
        layout.addCausalRow(i);
      }
      backend.beginStep();
      Matrix normed = target.network().forward(text, layout, FeatureTaps.NONE).finalNorm();
      float[] logits = new float[vocabulary];
      backend.read(target.network().logits(normed), length - 1, logits);
      TokenHistory history = new TokenHistory(vocabulary, text, promptLength);
      for (int i = promptLength; i < length; i++) {
        history.push(text[i]);
      }
      TokenDistribution p = new TokenDistribution(vocabulary);
      if (!p.set(logits, options, history)) {
        throw new IllegalStateException("the toy target's logits are not numbers");
      }
      return p.probabilities();
    }
  }
}
