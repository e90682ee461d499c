package dev.trefoil.drafter.sorted;

import java.util.List;

/// What a drafter's exits were used for and how they fared, over all its sequences.
///
/// @param rounds proposals, one for each sequence and step
/// @param exits one entry per exit
public record SortedStatistics(long rounds, List<Exit> exits) {
  public SortedStatistics {
    exits = List.copyOf(exits);
  }

  /// One exit.
  ///
  /// @param layer number of layers before it
  /// @param levels tokens of chains, or levels of trees, that went this deep and no deeper
  /// @param nodes nodes of those levels that left the draft here: the histogram of exits. The same
  ///   as the levels for chains
  /// @param rows rows that were run through the layers between the exit before and this one,
  ///   prompts and rows caught up on included
  /// @param catchUpRows rows among them for tokens that had been skipped there before
  /// @param judged nodes on accepted paths whose next token was proposed from this exit: none below
  ///   a rejection
  /// @param accepted nodes among them after which the target agreed with a proposal
  public record Exit(
      int layer, long levels, long nodes, long rows, long catchUpRows, long judged, long accepted) {
    /// Share of the judged proposals that were accepted; 0 when none was judged.
    public double acceptance() {
      return judged == 0 ? 0 : accepted / (double) judged;
    }
  }

  /// Mean number of layers that a proposal ran one after another; 0 before the first one.
  public double layersPerRound() {
    long layers = 0;
    for (Exit exit : exits) {
      layers += exit.levels() * exit.layer();
    }
    return rounds == 0 ? 0 : layers / (double) rounds;
  }
}
