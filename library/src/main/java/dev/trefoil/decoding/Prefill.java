package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Target;

/// Reads a prompt into the KV cache, all of it but its last token, which is the first tree's root.
final class Prefill {
  private static final int CHUNK_ROWS = 256; // bounds step memory; changes no bits

  private final Target target;
  private final RowLayout layout = new RowLayout();
  private final int[] ids = new int[CHUNK_ROWS];

  Prefill(Target target) {
    this.target = target;
  }

  void read(Sequence sequence) {
    Backend backend = target.backend();
    int end = sequence.promptLength() - 1;
    for (int start = 0; start < end; start += CHUNK_ROWS) {
      int rows = Math.min(CHUNK_ROWS, end - start);
      layout.clear();
      layout.beginSegment(sequence.cache().store(), start);
      for (int i = 0; i < rows; i++) {
        ids[i] = sequence.token(start + i);
        layout.addCausalRow(start + i);
      }
      backend.beginStep();
      target.network().forward(ids, layout, FeatureTaps.NONE);
      sequence.cache().commitChain(rows);
    }
  }
}
