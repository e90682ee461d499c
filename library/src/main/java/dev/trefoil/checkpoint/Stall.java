package dev.trefoil.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Closes a stream from which nothing came for too long, so that its reader fails instead of
/// waiting for ever.
final class Stall implements AutoCloseable {
  private final Thread watch;
  private volatile long lastNanos = System.nanoTime();

  Stall(InputStream stream, Duration limit) {
    watch = Thread.ofVirtual().name("stall-watch").start(() -> run(stream, limit));
  }

  /// Something arrived.
  void alive() {
    lastNanos = System.nanoTime();
  }

  private void run(InputStream stream, Duration limit) {
    try {
      long left = limit.toNanos();
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
        left = limit.toNanos() - (System.nanoTime() - lastNanos);
      }
      stream.close();
    } catch (InterruptedException | IOException e) {
      // The download ended first, or the stream is closed already.
      System.getLogger(Stall.class.getName())
          .log(System.Logger.Level.TRACE, () -> "watch ended: " + e);
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
