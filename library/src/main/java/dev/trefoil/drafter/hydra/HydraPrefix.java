package dev.trefoil.drafter.hydra;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the states from which the heads start: the prefix layer's answer to the last hidden state,
/// or without that layer the hidden state itself. Reads what is pending of many sequences in one
/// pass.
final class HydraPrefix {
  private final @Nullable HydraPrefixLayer layer;
  private final Backend backend;
  private final int hiddenSize;
  private final RowLayout layout = new RowLayout();
  private float[] hidden = new float[0]; // [rows, hidden]
  private int[] rowOf = new int[0];

  HydraPrefix(HydraNetwork network, Target target) {
    this.layer = network.prefixLayer();
    this.backend = target.backend();
    this.hiddenSize = target.config().hiddenSize();
  }

  /// The state of a sequence of which nothing has been read.
  HydraState open(Sequence sequence) {
    int longest = sequence.length() + sequence.remaining();
    return new HydraState(layer == null ? null : layer.newCache(longest), hiddenSize);
  }

  /// Reads the first rows of a chunk of the prompt; `x` stays.
  void read(HydraState state, Matrix x, int rows) {
    KvCache cache = state.cache();
    if (layer != null && cache != null && rows > 0) {
      reserve(rows);
      layout.clear();
      addRows(cache, state.nextPosition(), rows);
      for (int row = 0; row < rows; row++) {
        rowOf[row] = row;
      }
      long mark = backend.mark();
      layer.apply(backend.gather(x, rowOf, rows), layout);
      backend.release(mark);
      cache.commitChain(rows);
    }
    state.noteRead(rows);
  }

  /// Reads the pending hidden states of all sequences, and yields the row of the last one of each:
  /// `[sequences, hidden]`. Every sequence has some pending.
  Matrix last(List<Sequence> sequences) {
    int rows = 0;
    for (Sequence sequence : sequences) {
      rows += state(sequence).pending().count();
    }
    reserve(rows);
    layout.clear();
    int row = 0;
    for (int s = 0; s < sequences.size(); s++) {
      HydraState state = state(sequences.get(s));
      state.pending().copyTo(hidden, row);
      if (state.cache() != null) {
        addRows(state.cache(), state.nextPosition(), state.pending().count());
      }
      row += state.pending().count();
      rowOf[s] = row - 1;
    }
    Matrix x = backend.upload(hidden, rows, hiddenSize); // [rows, hidden]
    if (layer == null) {
      return x; // one row for each sequence
    }
    Matrix last = backend.gather(layer.apply(x, layout), rowOf, sequences.size());
    for (Sequence sequence : sequences) {
      state(sequence).notePendingRead();
    }
    return last;
  }

  private void addRows(KvCache cache, int firstPosition, int rows) {
    layout.beginSegment(cache.store(), cache.length());
    for (int i = 0; i < rows; i++) {
      layout.addCausalRow(firstPosition + i);
    }
  }

  private void reserve(int rows) {
    if (rowOf.length < rows) {
      rowOf = new int[2 * rows];
      hidden = new float[2 * rows * hiddenSize];
    }
  }

  private static HydraState state(Sequence sequence) {
    return (HydraState)
        Objects.requireNonNull(sequence.draftState(), "opened when it was observed");
  }
}
