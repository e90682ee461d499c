package dev.trefoil.drafter.sorted;

import java.util.ArrayList;
import java.util.List;

/// What a drafter's exits were used for and how they fared, over all its sequences.
///
/// @param rounds proposals
/// @param exits one entry per exit
public record SortedStatistics(long rounds, List<Exit> exits) {
  public SortedStatistics {
    exits = List.copyOf(exits);
  }

  /// One exit.
  ///
  /// @param layer number of layers before it
  /// @param levels tokens of chains, or levels of trees, that took it
  /// @param rows rows that were run through the layers between the exit before and this one,
  ///   prompts and rows caught up on included
  /// @param judged depths of proposals from this exit that the target judged: none below a
  ///   rejection
  /// @param accepted depths among them at which the target agreed with a node
  public record Exit(int layer, long levels, long rows, long judged, long accepted) {}

  static SortedStatistics of(
      List<Integer> layers,
      long rounds,
      long[] levels,
      long[] rows,
      long[] judged,
      long[] accepted) {
    List<Exit> exits = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      exits.add(new Exit(layers.get(i), levels[i], rows[i], judged[i], accepted[i]));
    }
    return new SortedStatistics(rounds, exits);
  }
}
