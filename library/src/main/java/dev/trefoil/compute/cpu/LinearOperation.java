package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Precision;
import java.lang.foreign.Arena;

/// `y = x W^T + b`: first the rows in the format of the product (unless their producer has left
/// them so; for a weight of another precision than the backend's always anew), then one item per
/// weight chunk, which runs over all rows while the chunk is in cache.
final class LinearOperation {
  private final Precision precision;
  private final WorkerPool pool;
  private final RowKernels kernels;
  private final Arena arena;
  private final Narrowing narrowing = new Narrowing();
  private final Product product = new Product();

  LinearOperation(Precision precision, WorkerPool pool, RowKernels kernels, Arena arena) {
    this.precision = precision;
    this.pool = pool;
    this.kernels = kernels;
    this.arena = arena;
  }

  CpuMatrix apply(CpuMatrix x, CpuWeight.Linear weight, StepArena memory) {
    if (x.columns() != weight.columns()) {
      throw new IllegalArgumentException(
          "rows of %d columns do not fit a linear weight [%d, %d]"
              .formatted(x.columns(), weight.rows(), weight.columns()));
    }
    CpuMatrix y = memory.matrix(x.rows(), weight.rows());
    if (x.rows() == 0) {
      return y;
    }
    int before = OneDnn.openMpThreads();
    OneDnn.setOpenMpThreads(1);
    try {
      if (weight.precision() == precision) {
        narrow(x);
        product.set(x, x.narrow, x.narrowScales, weight, y);
      } else {
        narrowFor(weight, x, memory, y);
      }
      prepare(weight, x.rows());
      pool.run(product, weight.chunks(), (long) weight.rows() * weight.columns());
    } finally {
      OneDnn.setOpenMpThreads(before);
    }
    return y;
  }

  private void prepare(CpuWeight.Linear weight, int rows) {
    for (LinearKernel kernel : weight.kernel()) {
      for (int from = 0; from < rows; ) {
        int count = LinearKernel.blockRows(rows - from);
        kernel.prepare(LinearKernel.callRows(from, count), arena);
        from += count;
      }
    }
  }

  /// Makes the rows in the format of the product; f32 is that format already.
  private void narrow(CpuMatrix x) {
    if (precision == Precision.F32 || x.narrowed) {
      return;
    }
    narrowing.x = x;
    pool.run(narrowing, x.rows(), (long) x.rows() * x.columns());
    x.narrowed = true;
  }

  /// Makes the rows in the format of a weight of another precision, in memory of the step.
  private void narrowFor(CpuWeight.Linear weight, CpuMatrix x, StepArena memory, CpuMatrix y) {
    int bytes = weight.precision().bytes();
    // as a matrix has: at least two rows, because one is multiplied as two
    long elements = (long) Math.max(2, x.rows()) * x.columns();
    long narrow = memory.allocate(bytes * elements);
    long scales = memory.allocate(4L * Math.max(2, x.rows()));
    for (int row = 0; row < x.rows(); row++) {
      narrowRow(weight.precision(), x, row, narrow, scales);
    }
    product.set(x, narrow, scales, weight, y);
  }

  /// Writes the narrow form of one row; who has done so for all rows sets `narrowed`.
  void narrowRow(CpuMatrix x, int row) {
    narrowRow(precision, x, row, x.narrow, x.narrowScales);
  }

  private void narrowRow(Precision format, CpuMatrix x, int row, long narrow, long scales) {
    long first = (long) row * x.columns();
    if (format == Precision.BF16) {
      kernels.narrow(x.row(row), narrow + 2 * first, x.columns());
    } else if (format == Precision.INT8) {
      float scale = kernels.quantise(x.row(row), narrow + first, x.columns());
      Memory.setFloat(scales + 4L * row, scale);
    }
  }

  private final class Narrowing implements Task {
    private CpuMatrix x = new CpuMatrix();

    @Override
    public void run(int item, int thread) {
      narrowRow(x, item);
    }
  }

  private final class Product implements Task {
    private CpuMatrix x = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();
    private CpuWeight.Linear weight =
        new CpuWeight.Linear(
            Precision.F32, 0, 0, new int[0], new LinearKernel[0], new long[0], 0, 0);
    private long narrow;
    private long scales;

    /// @param narrow address of the rows in the format of the weight, unless that is f32
    /// @param scales address of their scales, int8 only
    void set(CpuMatrix rows, long narrow, long scales, CpuWeight.Linear by, CpuMatrix result) {
      this.x = rows;
      this.narrow = narrow;
      this.scales = scales;
      this.weight = by;
      this.y = result;
    }

    @Override
    public void run(int item, int thread) {
      LinearKernel kernel = weight.kernel()[item];
      int first = weight.firstColumn()[item];
      long source = weight.precision() == Precision.F32 ? x.address : narrow;
      long sourceBytes = (long) x.columns() * weight.precision().bytes();
      int rows = x.rows();
      for (int from = 0; from < rows; ) {
        int count = LinearKernel.blockRows(rows - from);
        int call = LinearKernel.callRows(from, count);
        // A short last block takes rows before it along; one row alone has padding after it.
        int start = from == 0 ? 0 : from + count - call;
        long target = y.row(start) + 4L * first;
        kernel.run(call, thread, source + sourceBytes * start, weight.memory()[item], target);
        finish(from, count, start, first, kernel.width());
        from += count;
      }
    }

    /// Scales and bias. A row that the call computed a second time starts from raw sums again.
    private void finish(int from, int count, int start, int first, int width) {
      for (int row = start; row < from + count; row++) {
        long target = y.row(row) + 4L * first;
        if (weight.precision() == Precision.INT8) {
          float rowScale = Memory.getFloat(scales + 4L * row);
          kernels.rescale(target, rowScale, weight.scales() + 4L * first, width);
        }
        if (weight.bias() != 0) {
          kernels.add(target, weight.bias() + 4L * first, width);
        }
      }
    }
  }
}
