package dev.trefoil.checkpoint;

import java.io.IOException;

/// Counts failures since the last gain, and pauses between attempts.
final class Attempts {
  private final HubClient.Retry retry;
  private final String what;
  private final PullListener listener;
  private int failures;
  private long furthest;

  Attempts(HubClient.Retry retry, String what, PullListener listener) {
    this.retry = retry;
    this.what = what;
    this.listener = listener;
  }

  /// So many bytes are here; more than ever before make patience start anew. A server that cuts
  /// always at the same place gains nothing.
  void reached(long bytes) {
    if (bytes > furthest) {
      furthest = bytes;
      failures = 0;
    }
  }

  /// Pauses, or gives up with [CheckpointException].
  void failed(IOException cause) throws InterruptedException {
    failures++;
    String reason = HubHttp.reason(cause);
    if (failures >= retry.attempts()) {
      throw new CheckpointException(
          "%s: %s, %d times in a row; run the command again later, it goes on where it ended"
              .formatted(what, reason, failures),
          cause);
    }
    listener.retrying(what, failures, reason);
    Thread.sleep(retry.pause().multipliedBy(1L << Math.min(failures - 1, 5)));
  }

  static CheckpointException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new CheckpointException(
        what + ": interrupted; run the command again, it goes on where it ended", cause);
  }
}
