package dev.trefoil.drafter.medusa;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.decoding.Sequence;

/// The hidden state of the last token of a sequence that the target has read.
final class MedusaState implements AutoCloseable {
  private final HiddenRows hidden;
  private int tokensRead = -1;

  MedusaState(int hiddenSize) {
    hidden = new HiddenRows(hiddenSize);
  }

  void set(Sequence sequence, Backend backend, Matrix x, int row) {
    hidden.clear();
    hidden.append(backend, x, row);
    tokensRead = sequence.cache().length();
  }

  /// Whether it is of the token before the sequence's last one; not so after a fault.
  boolean isOf(Sequence sequence) {
    return tokensRead == sequence.cache().length();
  }

  void copyTo(float[] target, int row) {
    hidden.copyTo(target, row);
  }

  @Override
  public void close() {}
}
