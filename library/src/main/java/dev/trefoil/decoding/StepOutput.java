package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.model.ForwardOutput;
import org.jspecify.annotations.Nullable;

/// What one verification pass yielded and what was decided on it. Reused; its matrices are borrowed
/// until the next step begins.
public final class StepOutput {
  private @Nullable ForwardOutput forward;
  private @Nullable Matrix logits;
  private int[] argmax = new int[64];
  private int[] firstRow = new int[8];
  private int[] firstExtraRow = new int[8];
  private Decision[] decisions = new Decision[0];
  private long draftNanos;
  private long verifyNanos;
  private long commitNanos;

  StepOutput() {}

  void begin(int sequences, int treeCapacity) {
    if (decisions.length < sequences) {
      Decision[] larger = new Decision[sequences];
      for (int i = 0; i < sequences; i++) {
        larger[i] = i < decisions.length ? decisions[i] : new Decision(treeCapacity + 1);
      }
      decisions = larger;
      firstRow = new int[sequences + 1];
      firstExtraRow = new int[sequences + 1];
    }
    draftNanos = 0;
    verifyNanos = 0;
    commitNanos = 0;
  }

  void verified(ForwardOutput output, Matrix rowLogits, Backend backend) {
    forward = output;
    logits = rowLogits;
    if (argmax.length < rowLogits.rows()) {
      argmax = new int[Math.max(2 * argmax.length, rowLogits.rows())];
    }
    backend.argmax(rowLogits, argmax);
  }

  void rows(int sequence, int treeRow, int extraRow) {
    firstRow[sequence] = treeRow;
    firstExtraRow[sequence] = extraRow;
  }

  /// Makes this the same output for some of the sequences.
  ///
  /// @param sequences their indices, ascending; the first `count` entries count
  StepOutput partOf(StepOutput whole, int[] sequences, int count) {
    begin(count, 0);
    forward = whole.forward;
    logits = whole.logits;
    argmax = whole.argmax;
    for (int i = 0; i < count; i++) {
      firstRow[i] = whole.firstRow[sequences[i]];
      firstExtraRow[i] = whole.firstExtraRow[sequences[i]];
      decisions[i] = whole.decisions[sequences[i]];
    }
    return this;
  }

  void times(long draft, long verify, long commit) {
    draftNanos = draft;
    verifyNanos = verify;
    commitNanos = commit;
  }

  /// Row of the root of a sequence's tree.
  public int firstRow(int sequence) {
    return firstRow[sequence];
  }

  /// Row of the first of a sequence's [ExtraRows].
  public int firstExtraRow(int sequence) {
    return firstExtraRow[sequence];
  }

  /// The target's greedy choice after a row; -1 when its logits are not numbers.
  public int argmax(int row) {
    return argmax[row];
  }

  /// Logits of all rows, `[rows, vocabulary]`.
  public Matrix logits() {
    if (logits == null) {
      throw new IllegalStateException("no pass has been verified yet");
    }
    return logits;
  }

  /// Hidden states of all rows.
  public ForwardOutput forward() {
    if (forward == null) {
      throw new IllegalStateException("no pass has been verified yet");
    }
    return forward;
  }

  /// What was decided for a sequence of the batch.
  public Decision decision(int sequence) {
    return decisions[sequence];
  }

  public long draftNanos() {
    return draftNanos;
  }

  public long verifyNanos() {
    return verifyNanos;
  }

  public long commitNanos() {
    return commitNanos;
  }
}
