package dev.trefoil.decoding.sampling;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A distribution over the vocabulary: made from logits, reduced by rejections, drawn from.
///
/// Mutable scratch memory, owned by one thread. Probabilities are f64 and sum to 1 within rounding.
public final class TokenDistribution {
  private final double[] probability;
  private final TopTokens top;

  public TokenDistribution(int vocabulary) {
    probability = new double[vocabulary];
    top = new TopTokens(vocabulary);
  }

  public int vocabulary() {
    return probability.length;
  }

  public double probability(int token) {
    return token >= 0 && token < probability.length ? probability[token] : 0;
  }

  /// A copy of the probabilities, `[vocabulary]`.
  public double[] probabilities() {
    return probability.clone();
  }

  /// Copies the probabilities to `target`, `[vocabulary]`.
  public void copyTo(double[] target) {
    System.arraycopy(probability, 0, target, 0, probability.length);
  }

  /// The distribution from which the next token is drawn.
  ///
  /// @param logits `[vocabulary]`, unchanged
  /// @param history needed when the options penalise
  /// @return false when the logits are not numbers or leave no token; the distribution is undefined
  ///   then
  public boolean set(float[] logits, SamplingOptions options, @Nullable TokenHistory history) {
    if (options.isGreedy()) {
      int best = argmax(logits, options, history);
      if (best >= 0) {
        collapse(best);
      }
      return best >= 0;
    }
    double largest = reweigh(logits, options, history);
    if (!Double.isFinite(largest)) {
      return false;
    }
    double inverseTemperature = 1 / options.temperature();
    double sum = 0;
    for (int i = 0; i < probability.length; i++) {
      double p = DeterministicExp.of((probability[i] - largest) * inverseTemperature);
      probability[i] = p;
      sum += p;
    }
    scale(1 / sum);
    if (options.truncates()) {
      top.truncate(probability, options);
    }
    return true;
  }

  /// The largest logit after bias and penalties, the lowest id on a tie; -1 when they are not
  /// numbers or leave no token. The distribution is undefined afterwards.
  public int argmax(float[] logits, SamplingOptions options, @Nullable TokenHistory history) {
    double largest = reweigh(logits, options, history);
    if (!Double.isFinite(largest)) {
      return -1;
    }
    int best = 0;
    while (probability[best] != largest) {
      best++;
    }
    return best;
  }

  /// Puts the reweighed logits in place of the probabilities and returns the largest; NaN if one of
  /// them is.
  private double reweigh(float[] logits, SamplingOptions options, @Nullable TokenHistory history) {
    for (int i = 0; i < probability.length; i++) {
      probability[i] = logits[i];
    }
    options
        .logitBias()
        .forEach(
            (token, bias) -> {
              if (token >= 0 && token < probability.length) {
                probability[token] += bias;
              }
            });
    if (options.penalises()) {
      penalise(options, java.util.Objects.requireNonNull(history, "penalties need a history"));
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : probability) {
      largest = Math.max(largest, logit); // NaN stays
    }
    return largest;
  }

  private void penalise(SamplingOptions options, TokenHistory history) {
    for (int i = 0; i < history.distinctCount(); i++) {
      int token = history.distinct(i);
      double logit = probability[token];
      logit = logit < 0 ? logit * options.repetitionPenalty() : logit / options.repetitionPenalty();
      int times = history.timesInAnswer(token);
      if (times > 0) {
        logit -= options.presencePenalty() + times * options.frequencyPenalty();
      }
      probability[token] = logit;
    }
  }

  private void collapse(int token) {
    java.util.Arrays.fill(probability, 0);
    probability[token] = 1;
  }

  private void scale(double factor) {
    for (int i = 0; i < probability.length; i++) {
      probability[i] *= factor;
    }
  }

  /// The distribution that remains when a token is known not to be drawn: its probability becomes
  /// 0, the others are renormalised. Does nothing when no other token is possible.
  ///
  /// @return whether another token is possible
  public boolean exclude(int token) {
    double rest = 0;
    for (int i = 0; i < probability.length; i++) {
      rest += i == token ? 0 : probability[i];
    }
    if (rest > 0) {
      probability[token] = 0;
      scale(1 / rest);
    }
    return rest > 0;
  }

  /// What remains after a proposal drawn from `proposal * factor` was refused: `max(p - q, 0)`,
  /// renormalised (Leviathan et al. 2023, section 2.3). Tokens in `excluded` have `q = 0`. Does
  /// nothing when nothing remains, which only rounding can bring about.
  ///
  /// @param excluded the first `excludedCount` entries count
  public void subtract(double[] proposal, double factor, int[] excluded, int excludedCount) {
    double rest = 0;
    for (int i = 0; i < probability.length; i++) {
      rest += remainder(i, proposal, factor, excluded, excludedCount);
    }
    if (!(rest > 0)) {
      return;
    }
    for (int i = 0; i < probability.length; i++) {
      probability[i] = remainder(i, proposal, factor, excluded, excludedCount) / rest;
    }
  }

  private double remainder(
      int token, double[] proposal, double factor, int[] excluded, int excludedCount) {
    double p = probability[token];
    if (p == 0) {
      return 0;
    }
    for (int i = 0; i < excludedCount; i++) {
      if (excluded[i] == token) {
        return p;
      }
    }
    return Math.max(p - proposal[token] * factor, 0);
  }

  /// Draws a token with one uniform number; one of probability 0 is never drawn.
  public int draw(RandomGenerator random) {
    double u = random.nextDouble();
    double sum = 0;
    int last = -1;
    for (int i = 0; i < probability.length; i++) {
      if (probability[i] > 0) {
        sum += probability[i];
        last = i;
        if (sum > u) {
          return i;
        }
      }
    }
    return last; // the probabilities sum to a little less than 1
  }
}
