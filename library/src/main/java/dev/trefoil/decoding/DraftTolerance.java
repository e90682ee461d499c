package dev.trefoil.decoding;

import java.time.Duration;

/// What is put up with from a drafter before decoding goes on without it.
///
/// @param leastTime that any call may take
/// @param targetTimes what a call may take beyond that, in the time that the target itself took for
///   the same text: its last pass and, for text that the drafter has not been asked about yet, the
///   reading of it. So a large draft on a slow machine is not cut off while it reads a long prompt
/// @param mostOverruns calls that took longer, in one sequence; then it is asked no more for it
/// @param mostFailures calls that failed in any way, in one sequence; then it is asked no more for
///   it
public record DraftTolerance(
    Duration leastTime, double targetTimes, int mostOverruns, int mostFailures) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /// Five seconds, and twice what the target takes; three overruns; 32 failures. A draft takes
  /// milliseconds and less than the target: what is cut off hangs, and a first use, which compiles,
  /// or a busy machine is not mistaken for that.
  public static final DraftTolerance DEFAULT = new DraftTolerance(Duration.ofSeconds(5), 2, 3, 32);

  public DraftTolerance {
    if (leastTime.isNegative() || leastTime.isZero() || leastTime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a drafter's call may take %s; more than nothing and at most %s is needed"
              .formatted(leastTime, LONGEST));
    }
    if (!(targetTimes >= 0 && targetTimes <= 1000)) {
      throw new IllegalArgumentException(
          "a drafter's call may take %s times as long as the target; 0 to 1000 is needed"
              .formatted(targetTimes));
    }
    if (mostOverruns < 1 || mostFailures < 1) {
      throw new IllegalArgumentException(
          "a drafter is given up after %d overruns or %d failures; at least 1 of each is needed"
              .formatted(mostOverruns, mostFailures));
    }
  }

  /// The default with another time.
  public DraftTolerance withTime(Duration least, double times) {
    return new DraftTolerance(least, times, mostOverruns, mostFailures);
  }
}
