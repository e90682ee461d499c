package dev.trefoil.engine;

/// What drafting takes: a line through the times of proposals of different depths, older ones
/// counting less and less. Starts at a guess and forgets it soon.
final class DraftTimes {
  private static final double KEPT = 0.98;
  private static final double OUTLIER = 4; // times what is expected: a pause of the machine

  private double weight;
  private double levels;
  private double levelsSquared;
  private double time;
  private double timeLevels;

  /// @param perLevel first guess, milliseconds
  DraftTimes(double perLevel) {
    for (int depth : new int[] {1, 4}) {
      add(depth, perLevel * (0.5 + depth));
    }
  }

  /// Learns of a proposal.
  ///
  /// @param depth of its deepest node, at least 1
  void learn(int depth, double milliseconds) {
    double most = OUTLIER * (first() + depth * perLevel());
    weight *= KEPT;
    levels *= KEPT;
    levelsSquared *= KEPT;
    time *= KEPT;
    timeLevels *= KEPT;
    add(depth, Math.min(milliseconds, most));
  }

  private void add(int depth, double milliseconds) {
    weight += 1;
    levels += depth;
    levelsSquared += (double) depth * depth;
    time += milliseconds;
    timeLevels += depth * milliseconds;
  }

  /// Milliseconds of a further level, never less than a part of the mean per level: proposals of
  /// one depth alone do not tell.
  double perLevel() {
    double spread = levelsSquared / weight - levels / weight * (levels / weight);
    double slope =
        spread < 0.05 ? 0 : (timeLevels / weight - levels / weight * (time / weight)) / spread;
    double mean = time / levels;
    return Math.clamp(slope, 0.5 * mean, mean);
  }

  /// Milliseconds ahead of the first level.
  private double first() {
    return Math.max(0, (time - perLevel() * levels) / weight);
  }
}
