package dev.trefoil.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C as a wish: the work sees it, ends its step, prints what it has, and the process exits
/// with the code of an interrupted command (130).
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Duration patience;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean wished;

  Interruption() {
    this(PATIENCE);
  }

  /// @param patience how long the process waits for the work to end its step
  Interruption(Duration patience) {
    this.patience = patience;
    hook =
        new Thread(
            () -> {
              wished = true;
              await();
            },
            "trefoil-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("trefoil: interrupted in the middle of a step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean wished() {
    return wished;
  }

  @Override
  public void close() {
    finished.countDown();
    if (!wished) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
