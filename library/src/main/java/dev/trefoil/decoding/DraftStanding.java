package dev.trefoil.decoding;

/// How a drafter has done in one sequence, and how much text of it the drafter has still to read.
final class DraftStanding {
  private int failures;
  private int overruns;
  private long targetNanos; // that the target took for all text so far
  private long shownNanos; // for the text that the drafter has been asked about

  DraftStanding() {}

  /// Whether the drafter is still asked for this sequence.
  boolean isAsked(DraftTolerance tolerance) {
    return overruns < tolerance.mostOverruns() && failures < tolerance.mostFailures();
  }

  /// Notes a failed call.
  ///
  /// @param overran whether it took too long
  /// @param forgotten whether what it knew of the sequence is gone, so that it has to read anew
  void noteFailure(boolean overran, boolean forgotten) {
    failures++;
    if (overran) {
      overruns++;
    }
    if (forgotten) {
      shownNanos = 0;
    }
  }

  /// Notes time that the target took for this sequence.
  void noteTarget(long nanos) {
    targetNanos += nanos;
  }

  /// Notes that the drafter has been asked about all text so far.
  void noteShown() {
    shownNanos = targetNanos;
  }

  /// Time that the target took for the text that the drafter has still to read.
  long unreadNanos() {
    return targetNanos - shownNanos;
  }
}
