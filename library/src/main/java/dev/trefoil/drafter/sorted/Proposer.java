package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.Sequence;
import java.util.List;

/// Drafts for sequences whose text has been fed, its last token included, and not yet run.
interface Proposer {
  /// @param batch sequences with room for a node at least; each has its [SortedState]
  @SuppressWarnings("MissingSummary") // the parameter says all
  void propose(List<Sequence> batch);

  /// Learns what became of a proposal of `drafted` depths, `accepted` of which stood.
  default void observe(SortedState state, int drafted, int accepted) {}

  /// The state that the drafter has opened for a sequence.
  static SortedState state(Sequence sequence) {
    if (sequence.draftState() instanceof SortedState state) {
      return state;
    }
    throw new IllegalStateException("the sequence has no state of a sorted draft; open it first");
  }
}
