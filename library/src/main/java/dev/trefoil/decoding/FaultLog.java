package dev.trefoil.decoding;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Tells the operator of a drafter's faults without flooding the log: the first with its stack
/// trace, then one line whenever their number has doubled. All of them are there at level `DEBUG`.
final class FaultLog {
  private final Logger log;
  private final String drafter;
  private long faults;

  FaultLog(Logger log, String drafter) {
    this.log = log;
    this.drafter = drafter;
  }

  /// Notes a fault.
  ///
  /// @param failure what was thrown, or null when the message says all
  void note(String message, @Nullable Throwable failure) {
    faults++;
    if (faults == 1) {
      String text = "drafter %s failed, decoding goes on: %s".formatted(drafter, message);
      log.log(Level.WARNING, text, failure);
    } else if (Long.bitCount(faults) == 1) {
      log.log(
          Level.WARNING,
          "drafter %s has failed %d times, decoding goes on; the last time: %s"
              .formatted(drafter, faults, message));
    } else if (log.isLoggable(Level.DEBUG)) {
      log.log(Level.DEBUG, "drafter %s failed: %s".formatted(drafter, message), failure);
    }
  }
}
