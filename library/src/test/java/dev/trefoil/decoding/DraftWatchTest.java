package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DraftWatchTest {
  private static final long MILLI = 1_000_000;

  @AfterEach
  void noInterruptIsLeft() {
    assertThat(Thread.interrupted()).isFalse();
  }

  /// What a drafter that waits throws when it is interrupted, or null if it slept to the end.
  private static @Nullable RuntimeException sleep(long millis) {
    try {
      Thread.sleep(millis);
      return null;
    } catch (InterruptedException e) {
      return new IllegalStateException(e);
    }
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aSleeperIsWokenAtItsTime() {
    DraftWatch watch = new DraftWatch(30 * MILLI);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      watch.begin(30 * MILLI);
      RuntimeException woken = sleep(10_000);
      assertThat(watch.end(woken)).isTrue();
      assertThat(woken).isNotNull();
      assertThat(System.nanoTime() - start).isBetween(29 * MILLI, 8_000 * MILLI);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void aCallInTimeIsLeftAlone() {
    DraftWatch watch = new DraftWatch(20_000 * MILLI);
    for (int i = 0; i < 1000; i++) {
      watch.begin(20_000 * MILLI);
      assertThat(watch.end(null)).isFalse();
    }
  }

  @Test
  void aBusyCallIsLateAndKeepsNoInterrupt() {
    DraftWatch watch = new DraftWatch(MILLI);
    watch.begin(MILLI);
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    assertThat(watch.end(null)).isTrue();
  }

  @Test
  void noInterruptStraysIntoWhatFollows() {
    DraftWatch watch = new DraftWatch(MILLI);
    for (int i = 0; i < 300; i++) {
      watch.begin(MILLI);
      spin(MILLI - 20_000 + 200L * i); // ends about when its time does
      watch.end(null);
      assertThat(Thread.currentThread().isInterrupted()).as("call %d", i).isFalse();
      spin(20_000);
      assertThat(Thread.currentThread().isInterrupted()).as("after call %d", i).isFalse();
    }
  }

  @Test
  void aPendingInterruptFromOutsideIsGivenBackAfterTheCall() {
    for (long millis : new long[] {0, 10_000}) { // in time, and cut off
      DraftWatch watch = new DraftWatch(20 * MILLI);
      Thread.currentThread().interrupt();
      watch.begin(20 * MILLI);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      watch.end(sleep(millis));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anInterruptFromOutsideDuringTheCallSurvivesADrafterThatSwallowsIt() throws Exception {
    DraftWatch watch = new DraftWatch(30_000 * MILLI);
    Thread caller = Thread.currentThread();
    watch.begin(30_000 * MILLI);
    Thread outside = Thread.ofPlatform().start(caller::interrupt);
    RuntimeException woken = sleep(10_000);
    assertThat(woken).isNotNull();
    assertThat(watch.end(new IllegalStateException("a wait failed", woken))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    outside.join();
  }

  @Test
  void anInterruptFromOutsideBeforeTheWatchsSurvives() {
    DraftWatch watch = new DraftWatch(30 * MILLI);
    watch.begin(30 * MILLI);
    Thread.currentThread().interrupt();
    spin(120 * MILLI); // the watch comes by
    assertThat(watch.end(null)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oneDaemonThreadServesAllWatchesAndKeepsNone() throws Exception {
    List<WeakReference<DraftWatch>> watches = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      DraftWatch watch = new DraftWatch(MILLI);
      watch.begin(10 * MILLI);
      watch.end(null);
      watches.add(new WeakReference<>(watch));
    }
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("trefoil-draft-watch"))
            .toList();
    assertThat(threads).hasSizeLessThanOrEqualTo(1).allMatch(Thread::isDaemon);
    while (watches.stream().anyMatch(watch -> watch.get() != null)) { // until the time limit
      System.gc();
      Thread.sleep(10);
    }
  }
}
