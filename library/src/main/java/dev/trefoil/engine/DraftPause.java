package dev.trefoil.engine;

/// Stops drafting for a while where it has cost more time than it saved, all told: what the drafter
/// itself took, and rows that returned less than expected. The pauses double while it stays so.
final class DraftPause {
  private static final double NEWS = 0.02;
  private static final double PATIENCE = 0.08; // of a plain step, lost per step
  private static final int SHORTEST = 16;
  private static final int LONGEST = 512;

  private double saved; // plain steps per step, moving average
  private int pause = SHORTEST;
  private int remaining;

  DraftPause() {}

  /// Begins as another ended up.
  DraftPause(DraftPause other) {
    saved = other.saved;
    pause = other.pause;
    remaining = other.remaining;
  }

  /// Whether this step goes without a draft.
  boolean pauses() {
    return remaining > 0;
  }

  /// A step of which nothing is learned.
  void pass() {
    remaining = Math.max(0, remaining - 1);
  }

  /// Learns of a step.
  ///
  /// @param plainSteps number of plain steps that its tokens would have taken
  /// @param spent its own time, in plain steps
  void learn(double plainSteps, double spent) {
    if (remaining > 0) {
      remaining--;
      return;
    }
    saved += NEWS * (Math.clamp(plainSteps - spent, -4, 8) - saved);
    if (saved < -PATIENCE) {
      remaining = pause;
      pause = Math.min(2 * pause, LONGEST);
      saved = 0;
    } else if (saved > PATIENCE) { // it pays: the next bad time starts afresh
      pause = SHORTEST;
    }
  }
}
