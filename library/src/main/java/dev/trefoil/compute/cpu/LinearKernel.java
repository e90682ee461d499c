package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Precision;
import java.lang.foreign.Arena;

/// The primitives of one product shape `[m, in] x [in, width]` for every `m` up to [#MAX_ROWS],
/// shared by all weight chunks of that shape. Each runs on the calling thread alone.
///
/// Measured on oneDNN 3.11 for `in` up to 11008: f32 and bf16 rows have the same bits for every `m
/// >= 2`, whatever the width; `m = 1` takes another kernel when `in` is large. So one row is
/// computed as two, and the smallest primitive has two rows; int8 sums are exact for every `m`.
final class LinearKernel {
  /// Rows of one call; more rows are cut into blocks.
  static final int MAX_ROWS = 64;

  /// Up to so many rows, as steps have them, are one call of just these rows; of more, as prompts
  /// have them, calls have multiples of [#BLOCK_UNIT] rows. A primitive takes as long to make as a
  /// step of a small model, and prompts have any length.
  private static final int EXACT_ROWS = 16;

  private static final int BLOCK_UNIT = 8;

  private final OneDnnContext context;
  private final int type;
  private final int in;
  private final int width;
  private final int stride;
  private final long weightsDescription;
  private final long[] primitives = new long[MAX_ROWS + 1];
  private final long[][] arguments = new long[MAX_ROWS + 1][]; // [rows][thread]
  private final long[][] sources = new long[MAX_ROWS + 1][]; // [rows][thread]
  private final long[][] destinations = new long[MAX_ROWS + 1][]; // [rows][thread]

  /// @param stride columns of the full result row, of which `width` are written
  LinearKernel(OneDnnContext context, Precision precision, int in, int width, int stride) {
    this.context = context;
    this.type = typeOf(precision);
    this.in = in;
    this.width = width;
    this.stride = stride;
    long source = OneDnn.matrix(type, 16, in, in, 1);
    long weights = OneDnn.anyMatrix(type, in, width);
    long destination = OneDnn.matrix(OneDnn.F32, 16, width, stride, 1);
    long product =
        OneDnn.product(context.engine(), source, weights, destination, context.attributes());
    this.weightsDescription = OneDnn.weightsOf(product);
    OneDnn.destroyPrimitiveDescription(product);
    OneDnn.destroyDescription(source);
    OneDnn.destroyDescription(weights);
    OneDnn.destroyDescription(destination);
  }

  static int typeOf(Precision precision) {
    return switch (precision) {
      case F32 -> OneDnn.F32;
      case BF16 -> OneDnn.BF16;
      case INT8 -> OneDnn.S8;
    };
  }

  int width() {
    return width;
  }

  long weightsDescription() {
    return weightsDescription;
  }

  /// Bytes of a weight chunk in the layout of the products.
  long weightBytes() {
    return OneDnn.byteSize(weightsDescription);
  }

  /// Rows of the next block where so many are left.
  static int blockRows(int left) {
    int most = Math.min(left, MAX_ROWS);
    return most <= EXACT_ROWS ? most : most / BLOCK_UNIT * BLOCK_UNIT;
  }

  /// Rows that the call for a block must be made with: its own, or so many with those before it.
  ///
  /// @param from the block's first row
  /// @param rows of the block
  static int callRows(int from, int rows) {
    return from == 0 ? Math.max(2, rows) : (int) Memory.roundUp(rows, BLOCK_UNIT);
  }

  /// Makes sure that a call with so many rows finds its primitive; on the caller, before the
  /// parallel part.
  void prepare(int rows, Arena arena) {
    if (primitives[rows] != 0) {
      return;
    }
    long source = OneDnn.matrix(type, rows, in, in, 1);
    long destination = OneDnn.matrix(OneDnn.F32, rows, width, stride, 1);
    long product =
        OneDnn.product(
            context.engine(), source, weightsDescription, destination, context.attributes());
    int threads = context.threads();
    arguments[rows] = new long[threads];
    sources[rows] = new long[threads];
    destinations[rows] = new long[threads];
    long scratchpad = OneDnn.scratchpadOf(product);
    for (int thread = 0; thread < threads; thread++) {
      sources[rows][thread] = context.memory(source, 0);
      destinations[rows][thread] = context.memory(destination, 0);
      long scratch = context.scratch(thread, OneDnn.byteSize(scratchpad), arena);
      long scratchMemory = context.memory(scratchpad, scratch);
      arguments[rows][thread] =
          context.arguments(
              arena, sources[rows][thread], destinations[rows][thread], scratchMemory);
    }
    primitives[rows] = context.primitive(product);
    OneDnn.destroyDescription(source);
    OneDnn.destroyDescription(destination);
  }

  /// One product of up to [#MAX_ROWS] rows.
  ///
  /// @param rows a row count that was prepared
  /// @param weights memory handle of the chunk
  void run(int rows, int thread, long source, long weights, long destination) {
    OneDnn.setAddress(sources[rows][thread], source);
    OneDnn.setAddress(destinations[rows][thread], destination);
    long pairs = arguments[rows][thread];
    OneDnnContext.setWeights(pairs, weights);
    OneDnn.execute(primitives[rows], context.stream(thread), OneDnnContext.ARGUMENTS, pairs);
  }

  void close() {
    OneDnn.destroyDescription(weightsDescription);
  }
}
