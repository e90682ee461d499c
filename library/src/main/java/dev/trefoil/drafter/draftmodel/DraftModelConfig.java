package dev.trefoil.drafter.draftmodel;

/// How long a chain the draft proposes.
///
/// @param draftTokens length of the first chain
/// @param adaptive whether a chain that was accepted whole makes the next one two longer and any
///   other makes it one shorter (the heuristic of assisted generation); else all have that length
/// @param mostDraftTokens largest length
public record DraftModelConfig(int draftTokens, boolean adaptive, int mostDraftTokens) {
  /// As on Spec-Bench: starts at 5, adapts.
  public static final DraftModelConfig DEFAULT = new DraftModelConfig(5, true, 20);

  public DraftModelConfig {
    if (draftTokens < 1 || mostDraftTokens < draftTokens) {
      throw new IllegalArgumentException(
          "%d draft tokens of at most %d; at least 1, and no more than the most, are needed"
              .formatted(draftTokens, mostDraftTokens));
    }
  }

  /// Chains of one length.
  public static DraftModelConfig fixed(int draftTokens) {
    return new DraftModelConfig(draftTokens, false, draftTokens);
  }

  /// Length of the chain after one of `drafted` tokens of which `accepted` stood.
  int next(int present, int drafted, int accepted) {
    if (!adaptive || drafted == 0) {
      return present;
    }
    int wished = accepted == drafted ? present + 2 : present - 1;
    return Math.clamp(wished, 1, mostDraftTokens);
  }
}
