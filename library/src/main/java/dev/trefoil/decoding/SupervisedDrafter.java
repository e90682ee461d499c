package dev.trefoil.decoding;

import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A drafter whose faults cost speed and never a token: whatever it throws, however long it takes.
/// May serve many loops, one at a time, so that faults are counted and logged over all of them.
///
/// After a fault the step has bare roots. What the drafter knew of the sequences is closed and
/// forgotten if the call threw, for it may have ended anywhere; after a call that was only late it
/// stays. Where a call fails, it fails for all sequences that it was made for; a tree that was
/// given up ([TokenTree#fail]) counts for its own sequence. A drafter that fails too often in a
/// sequence ([DraftTolerance]) is asked no more for it.
///
/// **What cannot be pre-empted.** A call past its time is interrupted once. Java cannot end a
/// thread that does not react: such a call is a fault when it returns, and one that never returns
/// holds up the decoding thread for good. What the drafter does to the sequence itself, its tokens,
/// its cache or its random numbers for acceptance is not guarded against.
///
/// A sampled answer whose proposals are drawn by chance keeps its distribution only if its faults
/// do not depend on what was drawn.
///
/// Does not own the drafter. Owned by the decoding thread.
public final class SupervisedDrafter {
  private final Drafter drafter;
  private final DraftTolerance tolerance;
  private final FeatureTaps taps;
  private final DraftWatch watch;
  private final FaultLog log;
  private final List<Sequence> asked = new ArrayList<>();
  private final List<Sequence> askedView = Collections.unmodifiableList(asked);
  private final StepOutput shown = new StepOutput();
  private int[] indices = new int[8]; // of asked sequences in the batch
  private long passNanos; // of the target's last pass
  private long promptClock; // when the target began to read

  /// Puts up with the default.
  public SupervisedDrafter(Drafter drafter) {
    this(drafter, DraftTolerance.DEFAULT);
  }

  public SupervisedDrafter(Drafter drafter, DraftTolerance tolerance) {
    this(drafter, tolerance, System.getLogger(DecodeLoop.class.getName()));
  }

  SupervisedDrafter(Drafter drafter, DraftTolerance tolerance, Logger logger) {
    this.drafter = drafter;
    this.tolerance = tolerance;
    this.taps = drafter.taps();
    this.watch = new DraftWatch(tolerance.leastTime().toNanos());
    this.log = new FaultLog(logger, drafter.name());
  }

  /// Hidden states that it wants to see, as it said when it was taken on.
  FeatureTaps taps() {
    return taps;
  }

  /// A call of the drafter.
  @FunctionalInterface
  private interface Call {
    void run();
  }

  /// Says that the target begins to read a prompt.
  void promptBegins() {
    promptClock = System.nanoTime();
  }

  void observePrompt(Sequence sequence, int first, int rows, ForwardOutput hidden) {
    long nanos = System.nanoTime() - promptClock;
    sequence.draftStanding().noteTarget(nanos);
    select(List.of(sequence));
    if (!asked.isEmpty()) {
      call(nanos, () -> drafter.observePrompt(sequence, first, rows, hidden));
    }
    promptBegins(); // of the next chunk
  }

  /// Lets it add to the trees, which are bare; whatever it does, they can be verified afterwards.
  ///
  /// @param vocabulary of the target
  void propose(List<Sequence> batch, int vocabulary) {
    select(batch);
    if (asked.isEmpty()) {
      return;
    }
    long unread = passNanos;
    for (int i = 0; i < asked.size(); i++) {
      unread += asked.get(i).draftStanding().unreadNanos();
    }
    boolean sound = call(unread, () -> proposeChecked(vocabulary));
    for (int i = 0; i < asked.size(); i++) {
      TokenTree tree = asked.get(i).tree();
      if (!sound || tree.hasFailed()) {
        tree.clear();
        asked.get(i).extraRows().clear();
      } else if (tree.room() > 1 && tree.maxDepth() > 0) {
        asked.get(i).draftStanding().noteShown();
      }
      if (sound && tree.hasFailed()) {
        log.note("what the draft computed holds a NaN", null);
        fault(asked.get(i), false, true);
      }
    }
  }

  private void proposeChecked(int vocabulary) {
    drafter.propose(askedView);
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).tree().checkProposals(vocabulary);
    }
  }

  /// Notes what the target's pass took.
  void noteTarget(List<Sequence> batch, long nanos) {
    passNanos = nanos;
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).draftStanding().noteTarget(nanos / batch.size());
    }
  }

  void observe(List<Sequence> batch, StepOutput output) {
    select(batch);
    if (!asked.isEmpty()) {
      boolean all = asked.size() == batch.size();
      StepOutput part = all ? output : shown.partOf(output, indices, asked.size());
      call(passNanos, () -> drafter.observe(askedView, part));
    }
  }

  private void select(List<Sequence> batch) {
    asked.clear();
    if (indices.length < batch.size()) {
      indices = new int[2 * batch.size()];
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).draftStanding().isAsked(tolerance)) {
        indices[asked.size()] = i;
        asked.add(batch.get(i));
      }
    }
  }

  /// Makes a call for the asked sequences.
  ///
  /// @param targetNanos what the target took for the same
  /// @return whether nothing went wrong
  private boolean call(long targetNanos, Call call) {
    long allowed = (long) (tolerance.leastTime().toNanos() + tolerance.targetTimes() * targetNanos);
    Throwable failure = null;
    boolean overran = false;
    watch.begin(allowed);
    try {
      call.run();
    } catch (
        Throwable thrown) { // law 3, whatever it is; also memory that it wants and is not there
      failure = thrown;
    } finally {
      overran = watch.end(failure);
    }
    if (failure == null && !overran) {
      return true;
    }
    log.note(describe(failure, overran, allowed), failure);
    for (int i = 0; i < asked.size(); i++) {
      fault(asked.get(i), overran, failure != null);
    }
    return false;
  }

  private static String describe(@Nullable Throwable failure, boolean overran, long allowed) {
    String late = "its call took longer than " + Duration.ofNanos(allowed);
    if (failure == null) {
      return late;
    }
    return overran ? late + " and ended with " + failure : failure.toString();
  }

  private static void fault(Sequence sequence, boolean overran, boolean forget) {
    sequence.counters().countFault();
    sequence.draftStanding().noteFailure(overran, forget);
    if (forget) {
      sequence.forgetDraft();
    }
  }
}
