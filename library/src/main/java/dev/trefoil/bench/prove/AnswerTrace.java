package dev.trefoil.bench.prove;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.StepOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/// Listens to a run and keeps, for every generated token, a hash of all bits of the logits that
/// decided it. Sequences are told apart by the order in which they appear, which is that of their
/// requests.
final class AnswerTrace implements StepListener {
  private final Backend backend;
  private final float[] row; // [vocabulary]
  private final IdentityHashMap<Sequence, Integer> requestOf = new IdentityHashMap<>();
  private final List<long[]> hashes = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private long acceptedTokens;

  AnswerTrace(Backend backend, int vocabulary) {
    this.backend = backend;
    this.row = new float[vocabulary];
  }

  @Override
  public void afterStep(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      int request = requestOf.computeIfAbsent(sequence, _ -> open());
      int generated = sequence.length() - sequence.promptLength();
      acceptedTokens += Math.max(0, generated - counts.get(request) - 1);
      for (int i = counts.get(request), node = 0; i < generated; i++, node++) {
        // the stop token may have cut the accepted path short; only what was kept is hashed
        backend.read(output.logits(), output.firstRow(s) + output.decision(s).node(node), row);
        add(request, i, hash());
      }
      counts.set(request, generated);
    }
  }

  private int open() {
    hashes.add(new long[64]);
    counts.add(0);
    return hashes.size() - 1;
  }

  private void add(int request, int index, long value) {
    if (index == hashes.get(request).length) {
      hashes.set(request, Arrays.copyOf(hashes.get(request), 2 * index));
    }
    hashes.get(request)[index] = value;
  }

  /// Every bit of every logit counts: a polynomial over them with an odd 64-bit factor.
  private long hash() {
    long hash = 0x9E3779B97F4A7C15L;
    for (float logit : row) {
      hash = hash * 0xD1342543DE82EF95L + Float.floatToRawIntBits(logit) + 1;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /// Hashes of one request's generated tokens.
  long[] hashes(int request) {
    return request < hashes.size()
        ? Arrays.copyOf(hashes.get(request), counts.get(request))
        : new long[0];
  }

  long acceptedTokens() {
    return acceptedTokens;
  }
}
