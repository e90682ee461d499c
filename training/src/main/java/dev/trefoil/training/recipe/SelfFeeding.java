package dev.trefoil.training.recipe;

import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.training.draft.DraftBatch;
import java.util.ArrayList;
import java.util.List;

/// The layouts of a draft of one layer that reads its own output, pass after pass over the same
/// rows, as it does in decoding (EAGLE-3, section 3.2, training-time test): pass `j` stands at the
/// row's position plus `j`, and sees the first pass up to its own row and the later ones at its own
/// place.
///
/// Close it before the next step of the backend; what is recorded lives on.
final class SelfFeeding implements AutoCloseable {
  private final DraftBatch batch;
  private final int positions;
  private final List<KvStore> stores = new ArrayList<>();
  private int passes;

  /// @param positions of the rotation's table; rows beyond it, which count nowhere, stay at the
  ///   last
  @SuppressWarnings("MissingSummary") // the parameter says all
  SelfFeeding(TorchBackend backend, DraftBatch batch, int positions) {
    this.batch = batch;
    this.positions = positions;
    for (int text = 0; text + 1 < batch.starts().length; text++) {
      stores.add(backend.chainStore(rows(text)));
    }
  }

  private int rows(int text) {
    return batch.starts()[text + 1] - batch.starts()[text];
  }

  /// The layout of the next pass.
  RowLayout next() {
    RowLayout layout = new RowLayout();
    int[] seen = new int[Math.max(1, passes)];
    for (int text = 0; text < stores.size(); text++) {
      int rows = rows(text);
      layout.beginSegment(stores.get(text), passes * rows);
      for (int row = 0; row < rows; row++) {
        int position = Math.min(row + passes, positions - 1);
        if (passes == 0) {
          layout.addCausalRow(position);
        } else {
          for (int pass = 1; pass < passes; pass++) {
            seen[pass - 1] = pass * rows + row;
          }
          layout.addRowSeeingSlots(position, row + 1, seen, 0, passes - 1);
        }
      }
    }
    passes++;
    return layout;
  }

  @Override
  public void close() {
    stores.forEach(KvStore::close);
  }
}
