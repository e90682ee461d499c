package dev.trefoil.decoding.sampling;

import java.util.Map;

/// How the next token is chosen from the target's logits.
///
/// Applied in this order: logit bias, penalties, temperature, then truncation. Top-p, top-k and
/// min-p each keep the most probable tokens of the distribution at that temperature; the smallest
/// of the three sets is kept and renormalised. (Chains of filters that renormalise in between, as
/// some libraries have, differ when several are set at once.)
///
/// @param temperature divides the logits; at most 1e-5 is greedy decoding
/// @param topK number of tokens kept; 0 keeps all
/// @param topP tokens are kept until their probabilities reach this sum; 1 keeps all
/// @param minP tokens are kept down to this share of the largest probability; 0 keeps all
/// @param repetitionPenalty divides positive and multiplies negative logits of every token of
///   prompt and answer (Keskar et al. 2019); 1 is none
/// @param presencePenalty subtracted once from the logit of a token that the answer has
/// @param frequencyPenalty subtracted for each time that the answer has the token
/// @param logitBias added to the logits of these ids; negative infinity forbids a token
/// @param seed of the request's random numbers
public record SamplingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    double presencePenalty,
    double frequencyPenalty,
    Map<Integer, Double> logitBias,
    long seed) {
  /// Temperatures up to this are greedy.
  public static final double GREEDY_TEMPERATURE = 1e-5;

  /// The most probable token, always.
  public static final SamplingOptions GREEDY = atTemperature(0, 0);

  public SamplingOptions {
    require(temperature >= 0 && temperature <= 1000, "temperature", temperature, "0 to 1000");
    require(topK >= 0, "top-k", topK, "0 (all tokens) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "above 0, up to 1");
    require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    require(
        repetitionPenalty > 0 && repetitionPenalty <= 1000,
        "repetition penalty",
        repetitionPenalty,
        "above 0, up to 1000; 1 is none");
    require(
        Math.abs(presencePenalty) <= 1000, "presence penalty", presencePenalty, "-1000 to 1000");
    require(
        Math.abs(frequencyPenalty) <= 1000, "frequency penalty", frequencyPenalty, "-1000 to 1000");
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(
        (token, bias) ->
            require(
                bias <= 1e6 && !bias.isNaN(),
                "logit bias of token " + token,
                bias,
                "negative infinity to 1e6"));
  }

  /// The whole distribution at a temperature.
  public static SamplingOptions atTemperature(double temperature, long seed) {
    return new SamplingOptions(temperature, 0, 1, 0, 1, 0, 0, Map.of(), seed);
  }

  /// The same options with another seed.
  public SamplingOptions withSeed(long other) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        other);
  }

  private static void require(boolean holds, String what, double value, String allowed) {
    if (!holds) { // a NaN holds nothing
      throw new IllegalArgumentException("%s is %s; allowed: %s".formatted(what, value, allowed));
    }
  }

  public boolean isGreedy() {
    return temperature <= GREEDY_TEMPERATURE;
  }

  /// Whether logits change beyond their temperature: then even greedy decoding needs the history.
  public boolean reweighs() {
    return penalises() || !logitBias.isEmpty();
  }

  /// Whether the tokens so far change the logits.
  public boolean penalises() {
    return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0;
  }

  /// Whether tokens may be cut off.
  boolean truncates() {
    return topK > 0 || topP < 1 || minP > 0;
  }
}
