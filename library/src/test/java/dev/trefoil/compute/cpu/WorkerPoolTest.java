package dev.trefoil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {
  @Test
  void everyItemOfEveryRunIsRunOnce() {
    try (WorkerPool pool = new WorkerPool(4, () -> {})) {
      for (int round = 0; round < 20_000; round++) {
        int items = 1 + round % 13;
        AtomicIntegerArray counts = new AtomicIntegerArray(items);
        pool.run((item, thread) -> counts.incrementAndGet(item), items, Long.MAX_VALUE);
        for (int i = 0; i < items; i++) {
          assertThat(counts.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void workersWakeUpAfterAPause() {
    try (WorkerPool pool = new WorkerPool(3, () -> {})) {
      for (int round = 0; round < 20; round++) {
        LockSupport.parkNanos(3_000_000);
        AtomicIntegerArray threads = new AtomicIntegerArray(3);
        pool.run(
            (item, thread) -> {
              threads.set(thread, 1);
              LockSupport.parkNanos(100_000);
            },
            30,
            Long.MAX_VALUE);
        assertThat(threads.get(0)).isEqualTo(1);
        assertThat(threads.get(1) + threads.get(2)).isPositive();
      }
    }
  }

  @Test
  void aFailureReachesTheCallerAndThePoolGoesOn() {
    try (WorkerPool pool = new WorkerPool(2, () -> {})) {
      Task failing =
          (item, thread) -> {
            if (item == 5) {
              throw new IllegalStateException("item five");
            }
          };
      assertThatThrownBy(() -> pool.run(failing, 10, Long.MAX_VALUE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("item five");
      AtomicIntegerArray counts = new AtomicIntegerArray(10);
      pool.run((item, thread) -> counts.incrementAndGet(item), 10, Long.MAX_VALUE);
      for (int i = 0; i < 10; i++) {
        assertThat(counts.get(i)).isEqualTo(1);
      }
    }
  }
}
