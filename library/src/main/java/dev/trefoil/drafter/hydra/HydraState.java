package dev.trefoil.drafter.hydra;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.model.KvCache;
import org.jspecify.annotations.Nullable;

/// What is known of one sequence: the prefix layer's cache and the hidden states that it has not
/// read yet; without that layer the last hidden state alone. Hidden states of a gap, left by a
/// fault, are done without: the guesses are a little worse for it.
final class HydraState implements AutoCloseable {
  private final @Nullable KvCache cache;
  private final HiddenRows pending;
  private int tokensRead; // position after the last hidden state seen

  HydraState(@Nullable KvCache cache, int hiddenSize) {
    this.cache = cache;
    this.pending = new HiddenRows(hiddenSize);
  }

  @Nullable KvCache cache() {
    return cache;
  }

  HiddenRows pending() {
    return pending;
  }

  /// Position of the first pending one.
  int nextPosition() {
    return tokensRead - pending.count();
  }

  /// Makes room for hidden states from a position on.
  void expectFrom(int position) {
    if (position != tokensRead) {
      pending.clear();
      tokensRead = position;
    }
  }

  /// Notes a hidden state that the prefix layer will read later.
  void append(Backend backend, Matrix x, int row) {
    if (cache == null) {
      pending.clear();
    }
    pending.append(backend, x, row);
    tokensRead++;
  }

  /// Notes hidden states that need not be kept.
  void noteRead(int rows) {
    tokensRead += rows;
  }

  /// Notes that the prefix layer has read all that was pending.
  void notePendingRead() {
    if (cache != null) {
      cache.commitChain(pending.count());
      pending.clear();
    }
  }

  /// Whether the state of the token before the sequence's last one is here; not so after a fault.
  boolean isOf(Sequence sequence) {
    return tokensRead == sequence.cache().length() && pending.count() > 0;
  }

  @Override
  public void close() {
    if (cache != null) {
      cache.close();
    }
  }
}
