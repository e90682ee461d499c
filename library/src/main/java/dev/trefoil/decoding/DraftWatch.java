package dev.trefoil.decoding;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Interrupts the thread of a call that takes too long, once, and leaves no interrupt of its own
/// behind.
///
/// An interrupt from outside that is pending when a call begins is kept back and given back after
/// it; one that comes during the call reaches the drafter and survives it. The one that cannot
/// survive comes between the watch's own and the end of that call: a thread has one flag, and the
/// two look the same.
///
/// One call at a time. Beginning and ending one takes some tens of nanoseconds and allocates
/// nothing: the calls of a watch are looked at by one daemon thread of all watches, about once per
/// least time, for as long as there are calls; it ends when there are none, and keeps no watch that
/// is not in use.
final class DraftWatch {
  private static final int IDLE = 0;
  private static final int ARMED = 1;
  private static final int FIRING = 2;
  private static final int FIRED = 3;
  private static final int PHASES = 4;
  private static final int MOST_CAUSES = 32;

  private final long leastNanos;

  /// Number of the call times [#PHASES], plus the phase: what is meant for one call cannot hit
  /// another.
  private final AtomicLong state = new AtomicLong();

  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long deadline;
  private volatile @Nullable Thread caller;
  private boolean interruptedBefore;
  private boolean interruptedOutside; // written before FIRED, read after it
  private long lastLook = -1; // state then

  /// @param leastNanos no call is given less
  DraftWatch(long leastNanos) {
    this.leastNanos = leastNanos;
  }

  /// One thread for all watches; it ends after some seconds without any.
  private static final class Alarm {
    static final ScheduledThreadPoolExecutor THREAD = open();

    private Alarm() {}

    private static ScheduledThreadPoolExecutor open() {
      ScheduledThreadPoolExecutor thread =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("trefoil-draft-watch").factory());
      thread.setKeepAliveTime(5, TimeUnit.SECONDS);
      thread.allowCoreThreadTimeOut(true);
      return thread;
    }
  }

  /// Begins a call on the present thread.
  ///
  /// @param nanos that it may take, at least the least
  void begin(long nanos) {
    interruptedBefore = Thread.interrupted();
    caller = Thread.currentThread();
    deadline = System.nanoTime() + nanos;
    state.set(state.get() / PHASES * PHASES + PHASES + ARMED);
    if (!looking.get() && looking.compareAndSet(false, true)) {
      lookAfter(leastNanos);
    }
  }

  /// Ends the call, on the thread that began it.
  ///
  /// @param failure what the call threw
  /// @return whether it took too long
  boolean end(@Nullable Throwable failure) {
    long call = state.get() / PHASES * PHASES;
    boolean interrupt = interruptedBefore;
    boolean fired = !state.compareAndSet(call + ARMED, call + IDLE);
    if (fired) {
      awaitFired(call);
      Thread.interrupted(); // the watch's own
      interrupt |= interruptedOutside;
      state.set(call + IDLE);
    } else {
      interrupt |= stemsFromInterrupt(failure); // not the watch's, and the flag is gone
    }
    if (interrupt) {
      Thread.currentThread().interrupt();
    }
    return fired || System.nanoTime() - deadline >= 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only to the thread that is about to interrupt
  private void awaitFired(long call) {
    while (state.get() != call + FIRED) {
      Thread.yield();
    }
  }

  private static boolean stemsFromInterrupt(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof InterruptedException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a look
  private void lookAfter(long nanos) {
    Alarm.THREAD.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  /// On the daemon thread. No later call ends before the least time has passed, so looking again
  /// after that is soon enough.
  private void look() {
    long seen = state.get();
    boolean armed = seen % PHASES == ARMED;
    long left = armed ? deadline - System.nanoTime() : leastNanos;
    if (armed && left <= 0) {
      fire(seen);
      left = leastNanos;
    }
    if (armed || seen != lastLook) {
      lastLook = seen;
      lookAfter(Math.min(left, leastNanos));
      return;
    }
    looking.set(false); // no call since the last look
    if (state.get() % PHASES == ARMED && looking.compareAndSet(false, true)) {
      lookAfter(leastNanos);
    }
  }

  private void fire(long call) {
    Thread thread = caller;
    if (thread != null && state.compareAndSet(call, call - ARMED + FIRING)) {
      interruptedOutside = thread.isInterrupted();
      thread.interrupt();
      state.set(call - ARMED + FIRED);
    }
  }
}
