package dev.trefoil.drafter.sorted;

/// How the draft chooses the tokens of a chain for requests that sample. Greedy requests always get
/// the likeliest ones.
///
/// Both are exact. The released code takes the likeliest token but has it accepted as if it had
/// been drawn, which is not.
public enum ChainChoice {
  /// The likeliest token of the exit, proposed without chance: it stands as often as the target
  /// draws it.
  DELTA,
  /// A draw from the exit's (calibrated) distribution after the request's own temperature,
  /// truncation and penalties: it stands with probability `min(1, p/q)`, and else the residual is
  /// drawn from. What is random is the token, never its exit, which the text before it decides.
  SAMPLED
}
