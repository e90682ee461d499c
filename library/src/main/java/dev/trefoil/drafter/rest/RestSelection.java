package dev.trefoil.drafter.rest;

/// Which of the prefixes of all continuations are proposed.
public enum RestSelection {
  /// The most frequent ones, exactly as many as there is room for; among equals the shorter, then
  /// the lexicographically smaller. Matches beyond the limit are thinned out evenly.
  BUDGET,

  /// As the published implementation: the most frequent `choices` prefixes, then the longest of
  /// them (by number of different tokens) dropped until these numbers add up to `choices` at most.
  /// They count shared prefixes again and again, so the trees are far smaller than `choices`. Of
  /// too many matches, the first in suffix order count, in each chunk. For replaying published
  /// figures.
  REFERENCE
}
