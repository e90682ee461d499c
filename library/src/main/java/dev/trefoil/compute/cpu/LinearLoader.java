package dev.trefoil.compute.cpu;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings linear layers into the layout of their products, chunk by chunk on all threads. A source
/// in the target's format is reordered straight from where it lies; anything else passes through a
/// staging buffer of one chunk per thread.
final class LinearLoader {
  private record Shape(Precision precision, int in, int width, int stride) {}

  private final OneDnnContext context;
  private final WorkerPool pool;
  private final RowKernels rows;
  private final WeightMemory weights;
  private final Map<Shape, LinearKernel> kernels = new HashMap<>();

  LinearLoader(OneDnnContext context, WorkerPool pool, RowKernels rows, WeightMemory weights) {
    this.context = context;
    this.pool = pool;
    this.rows = rows;
    this.weights = weights;
  }

  CpuWeight.Linear load(List<NamedTensor> parts, List<NamedTensor> biases, Precision precision) {
    int in = checkParts(parts);
    int out = parts.stream().mapToInt(part -> part.tensor().rows()).sum();
    int[] borders = ChunkPlan.borders(out, in, precision.bytes(), pool.threads());
    int chunks = borders.length - 1;
    LinearKernel[] kernel = new LinearKernel[chunks];
    long[] memory = new long[chunks];
    long[] address = new long[chunks];
    long[] offset = new long[chunks + 1];
    for (int i = 0; i < chunks; i++) {
      Shape shape = new Shape(precision, in, borders[i + 1] - borders[i], out);
      kernel[i] =
          kernels.computeIfAbsent(
              shape, s -> new LinearKernel(context, s.precision(), s.in(), s.width(), s.stride()));
      offset[i + 1] = offset[i] + Memory.roundUp(kernel[i].weightBytes(), Memory.ALIGNMENT);
    }
    long base = weights.allocate(offset[chunks]);
    for (int i = 0; i < chunks; i++) {
      address[i] = base + offset[i];
      memory[i] = context.memory(kernel[i].weightsDescription(), address[i]);
    }
    long scales = precision == Precision.INT8 ? weights.allocate(4L * out) : 0;
    try (ChunkFiller filler =
        new ChunkFiller(precision, parts, in, borders, kernel, memory, scales, pool.threads())) {
      pool.run(filler, chunks, Long.MAX_VALUE);
    }
    int[] firstColumn = Arrays.copyOf(borders, chunks);
    return new CpuWeight.Linear(
        precision, out, in, firstColumn, kernel, memory, scales, bias(parts, biases, out));
  }

  private static int checkParts(List<NamedTensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a linear layer needs at least one weight tensor");
    }
    int in = parts.getFirst().tensor().columns();
    for (NamedTensor part : parts) {
      HostTensor tensor = part.tensor();
      if (tensor.shape().length != 2 || tensor.columns() != in || !tensor.type().isFloat()) {
        throw new IllegalArgumentException(
            "linear weight %s is %s, but a matrix of floats with %d columns is needed"
                .formatted(part.name(), tensor, in));
      }
    }
    return in;
  }

  private long bias(List<NamedTensor> parts, List<NamedTensor> biases, int out) {
    if (biases.isEmpty()) {
      return 0;
    }
    if (biases.size() != parts.size()) {
      throw new IllegalArgumentException(
          "%d biases for %d stacked weights; give one per weight or none"
              .formatted(biases.size(), parts.size()));
    }
    long address = weights.allocate(4L * out);
    int at = 0;
    for (int i = 0; i < biases.size(); i++) {
      HostTensor tensor = biases.get(i).tensor();
      int expected = parts.get(i).tensor().rows();
      if (!tensor.hasShape(expected)) {
        throw new IllegalArgumentException(
            "bias %s is %s, but [%d] is needed".formatted(biases.get(i).name(), tensor, expected));
      }
      float[] values = tensor.toFloats();
      MemorySegment.copy(values, 0, Memory.ALL, Memory.FLOAT, address + 4L * at, values.length);
      at += values.length;
    }
    return address;
  }

  void close() {
    kernels.values().forEach(LinearKernel::close);
  }

  /// Fills one chunk per item.
  private final class ChunkFiller implements Task, AutoCloseable {
    private final Precision precision;
    private final List<NamedTensor> parts;
    private final int in;
    private final int[] borders;
    private final LinearKernel[] kernel;
    private final long[] memory;
    private final long scales;
    private final Arena staging = Arena.ofShared();
    private final long[] buffer; // [thread], target format
    private final long[] wide; // [thread], one f32 row

    ChunkFiller(
        Precision precision,
        List<NamedTensor> parts,
        int in,
        int[] borders,
        LinearKernel[] kernel,
        long[] memory,
        long scales,
        int threads) {
      this.precision = precision;
      this.parts = parts;
      this.in = in;
      this.borders = borders;
      this.kernel = kernel;
      this.memory = memory;
      this.scales = scales;
      this.buffer = new long[threads];
      this.wide = new long[threads];
    }

    @Override
    public void run(int item, int thread) {
      OneDnn.setOpenMpThreads(1);
      int from = borders[item];
      int width = borders[item + 1] - from;
      long source = inPlace(from, width);
      if (source == 0) {
        source = stage(from, width, thread);
      }
      reorder(source, width, kernel[item].weightsDescription(), memory[item], thread);
      release(from, width);
    }

    /// The copy is enough: a mapped source gives its pages back chunk by chunk.
    private void release(int from, int width) {
      int skip = from;
      int left = width;
      for (NamedTensor part : parts) {
        HostTensor tensor = part.tensor();
        int rowCount = Math.min(left, tensor.rows() - skip);
        if (rowCount > 0) {
          tensor.rowRange(skip, skip + rowCount).release();
          left -= rowCount;
        }
        skip = Math.max(0, skip - tensor.rows());
      }
    }

    /// Address of the rows if they lie in one tensor in the target format, else 0.
    private long inPlace(int from, int width) {
      int first = from;
      for (NamedTensor part : parts) {
        HostTensor tensor = part.tensor();
        if (first < tensor.rows()) {
          boolean same =
              (precision == Precision.BF16 && tensor.type() == DataType.BF16)
                  || (precision == Precision.F32 && tensor.type() == DataType.F32);
          boolean inside = first + width <= tensor.rows();
          boolean aligned =
              tensor.data().isNative() && tensor.data().address() % tensor.type().bytes() == 0;
          return same && inside && aligned
              ? tensor.data().address() + (long) first * in * tensor.type().bytes()
              : 0;
        }
        first -= tensor.rows();
      }
      throw new IllegalStateException("no rows from " + from);
    }

    private long stage(int from, int width, int thread) {
      if (buffer[thread] == 0) {
        int widest = 0;
        for (int i = 0; i + 1 < borders.length; i++) {
          widest = Math.max(widest, borders[i + 1] - borders[i]);
        }
        buffer[thread] = Memory.allocate(staging, (long) widest * in * precision.bytes());
        wide[thread] = Memory.allocate(staging, 4L * in);
      }
      int skip = from;
      int done = 0;
      for (NamedTensor part : parts) {
        HostTensor tensor = part.tensor();
        while (skip < tensor.rows() && done < width) {
          stageRow(tensor, skip, from + done, thread, done);
          skip++;
          done++;
        }
        skip -= tensor.rows();
      }
      return buffer[thread];
    }

    private void stageRow(HostTensor tensor, int row, int outColumn, int thread, int at) {
      long target = buffer[thread] + (long) at * in * precision.bytes();
      HostRows.read(tensor, row, wide[thread], rows);
      switch (precision) {
        case F32 -> Memory.copy(wide[thread], target, 4L * in);
        case BF16 -> rows.narrow(wide[thread], target, in);
        case INT8 ->
            Memory.setFloat(scales + 4L * outColumn, rows.quantise(wide[thread], target, in));
      }
    }

    private void reorder(long source, int width, long description, long target, int thread) {
      long engine = context.engine();
      long from = OneDnn.matrix(LinearKernel.typeOf(precision), in, width, 1, in);
      long reorder = OneDnn.reorder(engine, from, description, context.attributes());
      try (Arena local = Arena.ofConfined()) {
        long scratchpad = OneDnn.scratchpadOf(reorder);
        long sourceMemory = OneDnn.memory(engine, from, source);
        long scratch = Memory.allocate(local, OneDnn.byteSize(scratchpad));
        long scratchMemory = OneDnn.memory(engine, scratchpad, scratch);
        long pairs = Memory.allocate(local, 64);
        OneDnnContext.setPair(pairs, 0, OneDnn.ARG_SOURCE, sourceMemory);
        OneDnnContext.setPair(pairs, 1, OneDnn.ARG_DESTINATION, target);
        OneDnnContext.setPair(pairs, 2, OneDnn.ARG_SCRATCHPAD, scratchMemory);
        long primitive = OneDnn.primitive(reorder);
        OneDnn.execute(primitive, context.stream(thread), 3, pairs);
        OneDnn.destroyPrimitive(primitive);
        OneDnn.destroyMemory(sourceMemory);
        OneDnn.destroyMemory(scratchMemory);
      }
      OneDnn.destroyPrimitiveDescription(reorder);
      OneDnn.destroyDescription(from);
    }

    @Override
    public void close() {
      staging.close();
    }
  }
}
