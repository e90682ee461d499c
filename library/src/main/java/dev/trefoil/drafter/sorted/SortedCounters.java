package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.TokenTree;
import java.util.ArrayList;
import java.util.List;

/// Counts of the decoding thread, from which [SortedStatistics] are made.
final class SortedCounters {
  private final long[] levels; // [exit]
  private final long[] nodes; // [exit]
  private final long[] rows; // [group]
  private final long[] catchUpRows; // [group]
  private final long[] judged; // [exit], nodes with proposals
  private final long[] accepted; // [exit]
  private long rounds;

  SortedCounters(int exits) {
    levels = new long[exits];
    nodes = new long[exits];
    rows = new long[exits];
    catchUpRows = new long[exits];
    judged = new long[exits];
    accepted = new long[exits];
  }

  void countRounds(int more) {
    rounds += more;
  }

  void countLevel(int deepestExit) {
    levels[deepestExit]++;
  }

  void countNodes(int exit, int more) {
    nodes[exit] += more;
  }

  void countRows(int group, int more, int ofSkipped) {
    rows[group] += more;
    catchUpRows[group] += ofSkipped;
  }

  /// Counts what the accepted path says of the exits that proposed it, up to and including the
  /// first rejection; what lies off the path says nothing.
  void countProposal(SortedState state, TokenTree tree, Decision decision) {
    for (int i = 0; i < decision.count(); i++) {
      int node = decision.node(i);
      int exit = state.exitAfter(tree.origin(node));
      if (exit >= 0 && tree.firstChild(node) >= 0) {
        judged[exit]++;
        accepted[exit] += i + 1 < decision.count() ? 1 : 0;
      }
    }
  }

  SortedStatistics statistics(SortedDraft draft) {
    List<SortedStatistics.Exit> exits = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      exits.add(
          new SortedStatistics.Exit(
              draft.depth(i),
              levels[i],
              nodes[i],
              rows[i],
              catchUpRows[i],
              judged[i],
              accepted[i]));
    }
    return new SortedStatistics(rounds, exits);
  }
}
