package dev.trefoil.drafter.sorted;

/// Counts of the decoding thread, from which [SortedStatistics] are made.
final class SortedCounters {
  private final long[] levels; // [exit]
  private final long[] rows; // [group]
  private final long[] drafted; // [exit], depths of proposals
  private final long[] accepted; // [exit]
  private long rounds;

  SortedCounters(int exits) {
    levels = new long[exits];
    rows = new long[exits];
    drafted = new long[exits];
    accepted = new long[exits];
  }

  void countRound() {
    rounds++;
  }

  void countExit(int exit) {
    levels[exit]++;
  }

  void countRows(int group, int more) {
    rows[group] += more;
  }

  /// Counts the depths of one proposal up to and including the first that was rejected; what lies
  /// below a rejection says nothing of its exit.
  void countProposal(SortedState state, int acceptedDepths) {
    for (int depth = 1; depth <= Math.min(state.depths(), acceptedDepths + 1); depth++) {
      drafted[state.exitOfDepth(depth)]++;
      if (depth <= acceptedDepths) {
        accepted[state.exitOfDepth(depth)]++;
      }
    }
  }

  SortedStatistics statistics(SortedDraft draft) {
    return SortedStatistics.of(draft.settings().exits(), rounds, levels, rows, drafted, accepted);
  }
}
