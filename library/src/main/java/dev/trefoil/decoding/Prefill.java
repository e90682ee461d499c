package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;

/// Reads known tokens into a KV cache, in chunks that bound step memory and change no bits.
///
/// Owned by the decoding thread.
public final class Prefill {
  private static final int CHUNK_ROWS = 256;

  private final Target model;
  private final RowLayout layout = new RowLayout();
  private final int[] ids = new int[CHUNK_ROWS];

  public Prefill(Target model) {
    this.model = model;
  }

  /// Told of every chunk that was read.
  @FunctionalInterface
  public interface Observer {
    /// @param output hidden states of the `rows` tokens from `firstPosition` on; borrowed until
    ///   this returns
    @SuppressWarnings("MissingSummary") // the parameters say all
    void chunkRead(int firstPosition, int rows, ForwardOutput output);
  }

  /// Reads `tokens[cache.length()..end)`; nothing when the cache has them. Ends the present step of
  /// the backend.
  public void read(KvCache cache, int[] tokens, int end) {
    read(cache, tokens, end, FeatureTaps.NONE, (_, _, _) -> {});
  }

  /// The same, and shows each chunk's hidden states.
  public void read(KvCache cache, int[] tokens, int end, FeatureTaps taps, Observer observer) {
    Backend backend = model.backend();
    while (cache.length() < end) {
      int start = cache.length();
      int rows = Math.min(CHUNK_ROWS, end - start);
      layout.clear();
      layout.beginSegment(cache.store(), start);
      for (int i = 0; i < rows; i++) {
        ids[i] = tokens[start + i];
        layout.addCausalRow(start + i);
      }
      backend.beginStep();
      ForwardOutput output = model.network().forward(ids, layout, taps);
      cache.commitChain(rows);
      observer.chunkRead(start, rows, output);
    }
  }
}
