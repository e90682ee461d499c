package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import dev.trefoil.compute.WeightScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows on the cores of this machine. Every result row has the same bits whatever the number of
/// rows, their order, the thread count, or the token tree that it came through.
///
/// After its first calls with given shapes, a step allocates nothing on the Java heap. The backend
/// owns its weights and step memory; a [KvStore] is closed by whoever asked for it.
///
/// Threads: one at a time may call; `threads - 1` daemon threads help and sleep when idle.
public final class CpuBackend implements Backend {
  private final Precision precision;
  private Precision weightPrecision;
  private final WorkerPool pool;
  private final Kernels kernels;
  private final Arena arena = Arena.ofShared();
  private final WeightMemory weights = new WeightMemory();
  private final OneDnnContext context;
  private final LinearLoader loader;
  private final LinearOperation linear;
  private final RowOperations rows;
  private final AttentionOperation attention;
  private final TopK topK;
  private final StepArena step;
  private final StepArena kept;
  private boolean open = true;

  private CpuBackend(Precision precision, int threads, Kernels kernels) {
    this.precision = precision;
    this.weightPrecision = precision;
    this.kernels = kernels;
    this.pool = new WorkerPool(threads, () -> OneDnn.setOpenMpThreads(1));
    this.context = new OneDnnContext(threads);
    this.loader = new LinearLoader(context, pool, kernels.rows(), weights);
    this.linear = new LinearOperation(precision, pool, kernels.rows(), arena);
    this.rows = new RowOperations(pool, kernels.rows(), linear);
    this.attention = new AttentionOperation(pool, kernels.attention());
    this.topK = new TopK(kernels.rows());
    int narrowBytes = precision == Precision.F32 ? 0 : precision.bytes();
    this.step = new StepArena(narrowBytes);
    this.kept = new StepArena(narrowBytes);
  }

  /// Opens a backend on this machine's cores.
  ///
  /// @param threads how many threads an operation may use, 0 for all cores
  public static CpuBackend open(Precision precision, int threads) {
    return open(precision, threads, Kernels.best());
  }

  static CpuBackend open(Precision precision, int threads, Kernels kernels) {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads is " + threads + "; allowed are 0 (all cores) and up");
    }
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return new CpuBackend(precision, count, kernels);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public int threads() {
    return pool.threads();
  }

  /// Whether the Vector API is in use; without it everything but the products is much slower.
  public boolean vectorised() {
    return kernels.vectorised();
  }

  @Override
  public Weight linearWeight(List<NamedTensor> parts, List<NamedTensor> biases) {
    checkOpen();
    return loader.load(parts, biases, weightPrecision);
  }

  @Override
  public WeightScope weightsIn(Precision chosen) {
    Precision before = weightPrecision;
    weightPrecision = chosen;
    return () -> weightPrecision = before;
  }

  @Override
  public Weight tableWeight(NamedTensor table) {
    checkOpen();
    HostTensor tensor = table.tensor();
    if (tensor.shape().length != 2 || !tensor.type().isFloat()) {
      throw new IllegalArgumentException(
          "table %s is %s, but a matrix of floats is needed".formatted(table.name(), tensor));
    }
    DataType type = tensor.type() == DataType.BF16 ? DataType.BF16 : DataType.F32;
    long address = weights.allocate(tensor.elements() * type.bytes());
    if (type == tensor.type()) {
      MemorySegment.copy(tensor.data(), 0, Memory.ALL, address, tensor.data().byteSize());
    } else {
      for (int row = 0; row < tensor.rows(); row++) {
        long target = address + 4L * tensor.columns() * row;
        HostRows.read(tensor, row, target, kernels.rows());
      }
    }
    tensor.release();
    return new CpuWeight.Table(tensor.rows(), tensor.columns(), type, address);
  }

  @Override
  public Weight tiedWeight(Weight table) {
    checkOpen();
    CpuWeight.Table source = table(table);
    long elements = (long) source.rows() * source.columns();
    MemorySegment data = Memory.ALL.asSlice(source.address(), elements * source.type().bytes());
    long[] shape = {source.rows(), source.columns()};
    HostTensor tensor = new HostTensor(source.type(), shape, data);
    return loader.load(List.of(new NamedTensor("tied table", tensor)), List.of(), weightPrecision);
  }

  @Override
  public Weight gainWeight(NamedTensor gain) {
    checkOpen();
    HostTensor tensor = gain.tensor();
    if (tensor.shape().length != 1 || !tensor.type().isFloat()) {
      throw new IllegalArgumentException(
          "gain %s is %s, but a vector of floats is needed".formatted(gain.name(), tensor));
    }
    float[] values = tensor.toFloats();
    long address = Memory.allocate(arena, 4L * values.length);
    MemorySegment.copy(values, 0, Memory.ALL, Memory.FLOAT, address, values.length);
    return new CpuWeight.Gain(values.length, address);
  }

  @Override
  public KvStore kvStore(int layers, AttentionShape shape, int capacity) {
    checkOpen();
    return new CpuKvStore(layers, shape, capacity);
  }

  @Override
  public void beginStep() {
    checkOpen();
    step.release(0);
    kept.release(0);
  }

  @Override
  public long mark() {
    return step.mark();
  }

  @Override
  public void release(long mark) {
    step.release(mark);
  }

  @Override
  public Matrix keep(Matrix x) {
    CpuMatrix source = matrix(x);
    CpuMatrix copy = kept.matrix(source.rows(), source.columns());
    Memory.copy(source.address, copy.address, bytes(source));
    return copy;
  }

  private static long bytes(CpuMatrix x) {
    return 4L * x.rows() * x.columns();
  }

  @Override
  public Matrix upload(float[] values, int rowCount, int columns) {
    checkOpen();
    if (rowCount < 0 || columns < 0 || (long) rowCount * columns > values.length) {
      throw new IllegalArgumentException(
          "rows [%d, %d] need %d values but there are %d"
              .formatted(rowCount, columns, (long) rowCount * columns, values.length));
    }
    CpuMatrix x = step.matrix(rowCount, columns);
    MemorySegment.copy(values, 0, Memory.ALL, Memory.FLOAT, x.address, rowCount * columns);
    return x;
  }

  @Override
  public void read(Matrix x, int row, float[] target) {
    CpuMatrix source = matrix(x);
    checkRow(source, row);
    if (target.length < source.columns()) {
      throw new IllegalArgumentException(
          "a row of %d columns does not fit an array of %d"
              .formatted(source.columns(), target.length));
    }
    MemorySegment.copy(Memory.ALL, Memory.FLOAT, source.row(row), target, 0, source.columns());
  }

  @Override
  public Matrix embed(Weight table, int[] ids, int count) {
    CpuWeight.Table source = table(table);
    checkOpen();
    CpuMatrix x = step.matrix(count, source.columns());
    for (int i = 0; i < count; i++) {
      if (ids[i] < 0 || ids[i] >= source.rows()) {
        throw new IllegalArgumentException(
            "token id %d is outside the vocabulary; allowed are 0 to %d"
                .formatted(ids[i], source.rows() - 1));
      }
      if (source.type() == DataType.F32) {
        Memory.copy(source.row(ids[i]), x.row(i), 4L * source.columns());
      } else {
        kernels.rows().widen(source.row(ids[i]), x.row(i), source.columns());
      }
    }
    return x;
  }

  @Override
  public Matrix linear(Matrix x, Weight weight) {
    if (!(weight instanceof CpuWeight.Linear layer)) {
      throw foreign("linear", weight);
    }
    return linear.apply(matrix(x), layer, step);
  }

  @Override
  public Matrix add(Matrix x, Matrix y) {
    if (x.rows() != y.rows() || x.columns() != y.columns()) {
      throw mismatch("add", x, y);
    }
    return rows.add(matrix(x), matrix(y));
  }

  @Override
  public Matrix concat(Matrix x, Matrix y) {
    CpuMatrix left = matrix(x);
    CpuMatrix right = matrix(y);
    if (x.rows() != y.rows()) {
      throw mismatch("concat", x, y);
    }
    CpuMatrix out = step.matrix(x.rows(), x.columns() + y.columns());
    for (int row = 0; row < x.rows(); row++) {
      Memory.copy(left.row(row), out.row(row), 4L * x.columns());
      Memory.copy(right.row(row), out.row(row) + 4L * x.columns(), 4L * y.columns());
    }
    return out;
  }

  @Override
  public Matrix gather(Matrix x, int[] wanted, int count) {
    CpuMatrix source = matrix(x);
    CpuMatrix out = step.matrix(count, x.columns());
    for (int i = 0; i < count; i++) {
      checkRow(source, wanted[i]);
      Memory.copy(source.row(wanted[i]), out.row(i), 4L * x.columns());
    }
    return out;
  }

  private static void checkRow(CpuMatrix x, int row) {
    if (row < 0 || row >= x.rows()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + x);
    }
  }

  @Override
  public Matrix rmsNorm(Matrix x, Weight gain, float epsilon) {
    CpuWeight.Gain vector = gain(gain);
    if (vector.columns() != x.columns()) {
      throw mismatch("rmsNorm", x, gain.columns());
    }
    return rows.norm(matrix(x), vector, epsilon, step);
  }

  @Override
  public Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon) {
    CpuWeight.Gain vector = gain(gain);
    long end = firstColumn + (long) heads * vector.columns();
    if (firstColumn < 0 || heads < 0 || end > x.columns()) {
      throw mismatch("headNorm", x, end);
    }
    return rows.headNorm(matrix(x), firstColumn, heads, vector, epsilon);
  }

  @Override
  public Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout) {
    long columns = (long) heads * rotary.headDim();
    if (layout.rows() != x.rows() || heads < 0 || columns > x.columns()) {
      throw mismatch("rotate", x, columns);
    }
    for (int row = 0; row < x.rows(); row++) {
      int position = layout.position(row);
      if (position < 0 || position >= rotary.positions()) {
        throw new IllegalArgumentException(
            "position %d is outside the rotary table; allowed are 0 to %d"
                .formatted(position, rotary.positions() - 1));
      }
    }
    return rows.rotate(matrix(x), rotary, heads, layout);
  }

  @Override
  public Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout) {
    return attention.apply(matrix(fused), shape, layer, layout, step);
  }

  @Override
  public Matrix swiglu(Matrix gateUp) {
    if (gateUp.columns() % 2 != 0) {
      throw mismatch("swiglu", gateUp, gateUp.columns() + 1);
    }
    return rows.swiGlu(matrix(gateUp), step);
  }

  @Override
  public Matrix silu(Matrix x) {
    return rows.silu(matrix(x));
  }

  @Override
  public Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate) {
    boolean fits =
        keyValue.rows() == query.rows()
            && keyValue.columns() == 2 * query.columns()
            && query.columns() % gate.heads() == 0;
    if (!fits) {
      throw mismatch("headGate with " + gate.heads() + " heads", query, keyValue);
    }
    return rows.headGate(matrix(query), matrix(keyValue), gate, step);
  }

  @Override
  public Matrix softmax(Matrix x) {
    return rows.softmax(matrix(x), step);
  }

  @Override
  public void argmax(Matrix x, int[] columns) {
    topK(x, 1, columns, null);
  }

  @Override
  public void topK(Matrix x, int k, int[] columns, float @Nullable [] values) {
    CpuMatrix source = matrix(x);
    topK.set(source, k, columns, values);
    pool.run(topK, x.rows(), (long) x.rows() * x.columns());
  }

  private CpuMatrix matrix(Matrix x) {
    checkOpen();
    if (!(x instanceof CpuMatrix matrix)) {
      throw new IllegalArgumentException(x + " was not made by this backend");
    }
    if (matrix.address == 0) {
      throw new IllegalStateException(
          "a matrix is used after the step or mark that it belonged to; keep it, or compute it"
              + " again");
    }
    return matrix;
  }

  private static CpuWeight.Table table(Weight weight) {
    if (weight instanceof CpuWeight.Table table) {
      return table;
    }
    throw foreign("table", weight);
  }

  private static CpuWeight.Gain gain(Weight weight) {
    if (weight instanceof CpuWeight.Gain gain) {
      return gain;
    }
    throw foreign("gain", weight);
  }

  private static IllegalArgumentException foreign(String wanted, Weight weight) {
    return new IllegalArgumentException(
        "a %s weight of the CPU backend is needed, but there is %s"
            .formatted(wanted, weight.getClass().getSimpleName()));
  }

  private static IllegalArgumentException mismatch(String operation, Matrix x, Object other) {
    return new IllegalArgumentException("%s of %s does not fit %s".formatted(operation, x, other));
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("the backend is closed; open another");
    }
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    pool.close();
    loader.close();
    context.close();
    step.close();
    kept.close();
    arena.close();
    weights.close();
  }
}
