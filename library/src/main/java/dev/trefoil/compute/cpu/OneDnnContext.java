package dev.trefoil.compute.cpu;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Engine, streams and every native object made from them; closed once.
final class OneDnnContext implements AutoCloseable {
  static final int ARGUMENTS = 4;
  private static final int PAIR_BYTES = 16;

  private final long engine = OneDnn.engine();
  private final long attributes = OneDnn.userScratchpad();
  private final long[] streams; // [thread]
  private final long[] scratch; // [thread]
  private final long[] scratchBytes; // [thread]
  private final List<Long> memories = new ArrayList<>();
  private final List<Long> primitives = new ArrayList<>();

  OneDnnContext(int threads) {
    streams = new long[threads];
    scratch = new long[threads];
    scratchBytes = new long[threads];
    for (int i = 0; i < threads; i++) {
      streams[i] = OneDnn.stream(engine);
    }
  }

  int threads() {
    return streams.length;
  }

  long engine() {
    return engine;
  }

  long attributes() {
    return attributes;
  }

  long stream(int thread) {
    return streams[thread];
  }

  /// A memory object that lives as long as this context.
  long memory(long description, long address) {
    long memory = OneDnn.memory(engine, description, address);
    memories.add(memory);
    return memory;
  }

  /// A primitive that lives as long as this context; consumes its description.
  long primitive(long description) {
    long primitive = OneDnn.primitive(description);
    OneDnn.destroyPrimitiveDescription(description);
    primitives.add(primitive);
    return primitive;
  }

  /// Scratch memory of a thread of at least that size. Calls of one thread share it.
  long scratch(int thread, long bytes, Arena arena) {
    if (bytes > scratchBytes[thread] || scratch[thread] == 0) {
      scratchBytes[thread] = Math.max(bytes, 64 << 10);
      scratch[thread] = Memory.allocate(arena, scratchBytes[thread]);
    }
    return scratch[thread];
  }

  /// The argument array of a product, its weights still open.
  long arguments(Arena arena, long source, long destination, long scratchpad) {
    long pairs = Memory.allocate(arena, ARGUMENTS * PAIR_BYTES);
    setPair(pairs, 0, OneDnn.ARG_WEIGHTS, 0);
    setPair(pairs, 1, OneDnn.ARG_SOURCE, source);
    setPair(pairs, 2, OneDnn.ARG_DESTINATION, destination);
    setPair(pairs, 3, OneDnn.ARG_SCRATCHPAD, scratchpad);
    return pairs;
  }

  static void setPair(long pairs, int index, int argument, long memory) {
    Memory.ALL.set(Memory.INT, pairs + (long) PAIR_BYTES * index, argument);
    Memory.ALL.set(Memory.LONG, pairs + (long) PAIR_BYTES * index + 8, memory);
  }

  static void setWeights(long pairs, long memory) {
    Memory.ALL.set(Memory.LONG, pairs + 8, memory);
  }

  @Override
  public void close() {
    primitives.forEach(OneDnn::destroyPrimitive);
    memories.forEach(OneDnn::destroyMemory);
    for (long stream : streams) {
      OneDnn.destroyStream(stream);
    }
    OneDnn.destroyAttributes(attributes);
    OneDnn.destroyEngine(engine);
  }
}
