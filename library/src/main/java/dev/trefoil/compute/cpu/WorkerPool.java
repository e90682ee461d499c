package dev.trefoil.compute.cpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The caller and `threads - 1` daemon threads that work on one task at a time.
///
/// Items are taken one by one, so a thread that the system has paused delays only the item it
/// holds. Workers spin between tasks and park after about a millisecond without work. A run
/// allocates nothing.
///
/// Thread rule: one caller at a time.
final class WorkerPool implements AutoCloseable {
  /// Idle time after which a worker parks.
  private static final long SPIN_NANOS = 1_000_000;

  /// Work, in elements touched, below which waking others costs more than it saves.
  private static final long SMALL = 12_000;

  private final Thread[] workers;
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// Generation in the upper half, items not yet taken in the lower half. A successful decrement
  /// proves that `task` and `total` belong to the same generation, because a generation ends only
  /// when every item that was taken is finished.
  private final AtomicLong state = new AtomicLong();

  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger finished = new AtomicInteger();
  private Task task = (item, thread) -> {};
  private int total;
  private volatile boolean closed;

  WorkerPool(int threads, Runnable workerStart) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int index = i + 1;
      workers[i] =
          Thread.ofPlatform()
              .daemon()
              .name("trefoil-cpu-" + index)
              .unstarted(
                  () -> {
                    workerStart.run();
                    work(index);
                  });
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /// Runs all items and returns when the last has finished.
  ///
  /// @param work elements touched in all; little work stays on the caller
  void run(Task next, int items, long work) {
    if (workers.length == 0 || items <= 1 || work < SMALL) {
      for (int item = 0; item < items; item++) {
        next.run(item, 0);
      }
      return;
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "two threads use one backend at once; one at a time is allowed");
    }
    try {
      runOnAll(next, items);
    } finally {
      busy.set(false);
    }
  }

  private void runOnAll(Task next, int items) {
    task = next;
    total = items;
    finished.set(0);
    state.set((((state.get() >>> 32) + 1) << 32) | items);
    if (parked.get() > 0) {
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    while (takeOne(0)) {}
    awaitFinished(items);
    Throwable thrown = failure.getAndSet(null);
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("an operation failed on a worker thread", thrown);
    }
  }

  private boolean takeOne(int thread) {
    long seen = state.get();
    while ((int) seen != 0) {
      if (state.compareAndSet(seen, seen - 1)) {
        try {
          task.run(total - (int) seen, thread);
        } catch (Throwable t) { // must reach the caller, and the item must count as finished
          failure.compareAndSet(null, t);
        }
        finished.incrementAndGet();
        return true;
      }
      Thread.onSpinWait();
      seen = state.get();
    }
    return false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only to the holder of an item
  private void awaitFinished(int items) {
    int spins = 0;
    while (finished.get() != items) {
      if (++spins > 20_000) { // the holder of the last item has probably lost its core
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private void work(int thread) {
    while (!closed) {
      if (!takeOne(thread)) {
        awaitWork();
      }
    }
  }

  private void awaitWork() {
    long deadline = System.nanoTime() + SPIN_NANOS;
    while (System.nanoTime() - deadline < 0) {
      for (int i = 0; i < 32; i++) {
        if ((int) state.get() != 0 || closed) {
          return;
        }
        Thread.onSpinWait();
      }
    }
    parked.incrementAndGet();
    while ((int) state.get() == 0 && !closed) {
      LockSupport.park(this);
    }
    parked.decrementAndGet();
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
