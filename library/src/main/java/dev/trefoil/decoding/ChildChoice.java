package dev.trefoil.decoding;

/// How the children of a node are chosen from what a drafter says of the tokens after it.
///
/// The default is [#TOP]: it keeps a sampled answer what plain decoding gives for the same seed,
/// and of the small trained drafts of the tests no fewer children stand up to temperature 1. Where
/// the target's distribution is flatter, the likeliest tokens hold little of it and [#DRAWN]
/// accepts more.
public enum ChildChoice {
  /// The likeliest tokens, without chance, for greedy and for sampled requests. A child then stands
  /// if the target draws its token, and a sampled answer is the one of plain decoding for the same
  /// seed, token by token.
  TOP,
  /// For sampled requests drawn one after another, without putting back, from the draft's
  /// distribution after the request's own processors; greedy requests get the likeliest. Children
  /// are then examined by recursive rejection, which is exact in distribution, but another answer
  /// than plain decoding's for the same seed (EAGLE-1, Li et al. 2024; Clover-2, Xiao et al. 2024b,
  /// as published).
  DRAWN
}
