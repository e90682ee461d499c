package dev.trefoil.training.features;

import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.BFloat16;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.Prefill;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.PreparedShard;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hidden states of some conversations: computed, then written with their ids, marks and borders.
///
/// Owns the memory of the states, so it is closed once it is written.
final class FeatureShard implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Arena arena = Arena.ofConfined();
  private final Target target;
  private final FeatureOptions options;
  private final List<EncodedConversation> conversations;
  private final int hidden;
  private final long rows;
  private final List<MemorySegment> states = new ArrayList<>(); // each [rows, hidden]
  private final float[] row;

  FeatureShard(Target target, FeatureOptions options, List<EncodedConversation> conversations) {
    this.target = target;
    this.options = options;
    this.conversations = conversations;
    this.hidden = target.config().hiddenSize();
    this.rows = conversations.stream().mapToLong(one -> one.ids().length).sum();
    this.row = new float[hidden];
    for (int i = 0; i < options.layers().tensorNames().size(); i++) {
      states.add(arena.allocate(rows * hidden * options.store().bytes(), 8));
    }
  }

  /// Reads one conversation with the target.
  ///
  /// @param firstRow where its rows begin
  void compute(EncodedConversation conversation, long firstRow) {
    int[] ids = conversation.ids();
    try (KvCache cache = target.newCache(ids.length)) {
      new Prefill(target)
          .read(
              cache,
              ids,
              ids.length,
              options.layers().taps(),
              (first, count, output) -> store(output, firstRow + first, count));
    }
  }

  private void store(ForwardOutput output, long firstRow, int count) {
    List<Matrix> matrices = new ArrayList<>(output.taps());
    if (options.layers().postNorm()) {
      matrices.add(output.finalNorm());
    }
    Backend backend = target.backend();
    for (int m = 0; m < matrices.size(); m++) {
      for (int i = 0; i < count; i++) {
        backend.read(matrices.get(m), i, row);
        put(states.get(m), (firstRow + i) * hidden);
      }
    }
  }

  private void put(MemorySegment to, long element) {
    if (options.store() == DataType.F32) {
      MemorySegment.copy(row, 0, to, F32, element * 4, hidden);
      return;
    }
    for (int i = 0; i < hidden; i++) {
      to.set(BF16, (element + i) * 2, BFloat16.fromFloat(row[i]));
    }
  }

  /// Writes or replaces a file, whole or not at all.
  void write(Path file) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<String> names = options.layers().tensorNames();
    for (int i = 0; i < names.size(); i++) {
      tensors.put(
          names.get(i), new HostTensor(options.store(), new long[] {rows, hidden}, states.get(i)));
    }
    tensors.putAll(PreparedShard.tensors(conversations));
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
  }

  @Override
  public void close() {
    arena.close();
  }
}
