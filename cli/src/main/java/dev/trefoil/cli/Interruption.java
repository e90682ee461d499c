package dev.trefoil.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C as a wish: the work sees it, ends its step, prints what it has, and the process exits
/// with the code of an interrupted command (130).
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean wished;

  Interruption() {
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
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
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
