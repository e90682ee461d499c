package dev.trefoil.bench.run;

import java.util.ArrayList;
import java.util.List;

/// Where finished pairs are kept.
public interface RunStore {
  /// The pairs that are there, oldest first.
  List<PairRun> pairs();

  /// Keeps a pair before the next one begins.
  void add(PairRun pair);

  /// Keeps pairs as long as the object lives.
  static RunStore inMemory() {
    List<PairRun> pairs = new ArrayList<>();
    return new RunStore() {
      @Override
      public List<PairRun> pairs() {
        return List.copyOf(pairs);
      }

      @Override
      public void add(PairRun pair) {
        pairs.add(pair);
      }
    };
  }
}
