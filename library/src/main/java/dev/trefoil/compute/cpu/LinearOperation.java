package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Precision;
import java.lang.foreign.Arena;

/// `y = x W^T + b`: first the rows in the format of the product (unless their producer has left
/// them so), then one item per weight chunk, which runs over all rows while the chunk is in cache.
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
      narrow(x);
      product.x = x;
      product.weight = weight;
      product.y = y;
      prepare(weight, x.rows());
      pool.run(product, weight.chunks(), (long) weight.rows() * weight.columns());
    } finally {
      OneDnn.setOpenMpThreads(before);
    }
    return y;
  }

  private void prepare(CpuWeight.Linear weight, int rows) {
    int rest = rows % LinearKernel.MAX_ROWS;
    for (LinearKernel kernel : weight.kernel()) {
      if (rows >= LinearKernel.MAX_ROWS) {
        kernel.prepare(LinearKernel.MAX_ROWS, arena);
      }
      if (rest != 0) {
        kernel.prepare(LinearKernel.callRows(rest), arena);
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

  /// Writes the narrow form of one row; who has done so for all rows sets `narrowed`.
  void narrowRow(CpuMatrix x, int row) {
    if (precision == Precision.BF16) {
      kernels.narrow(x.row(row), x.narrow + 2L * row * x.columns(), x.columns());
    } else if (precision == Precision.INT8) {
      float scale = kernels.quantise(x.row(row), x.narrow + (long) row * x.columns(), x.columns());
      Memory.setFloat(x.narrowScales + 4L * row, scale);
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
        new CpuWeight.Linear(0, 0, new int[0], new LinearKernel[0], new long[0], 0, 0);

    @Override
    public void run(int item, int thread) {
      LinearKernel kernel = weight.kernel()[item];
      int first = weight.firstColumn()[item];
      long source = precision == Precision.F32 ? x.address : x.narrow;
      long sourceBytes = x.columns() * elementBytes();
      int rows = x.rows();
      for (int from = 0; from < rows; from += LinearKernel.MAX_ROWS) {
        int count = Math.min(rows - from, LinearKernel.MAX_ROWS);
        int call = LinearKernel.callRows(count);
        // A last block of one row takes the row before it along; the very first has padding after.
        int start = count == 1 && from > 0 ? from - 1 : from;
        long target = y.row(start) + 4L * first;
        kernel.run(call, thread, source + sourceBytes * start, weight.memory()[item], target);
        finish(from, count, start, first, kernel.width());
      }
    }

    private long elementBytes() {
      return precision == Precision.F32 ? 4 : precision == Precision.BF16 ? 2 : 1;
    }

    /// Scales and bias. A row that the call computed a second time starts from raw sums again.
    private void finish(int from, int count, int start, int first, int width) {
      for (int row = start; row < from + count; row++) {
        long target = y.row(row) + 4L * first;
        if (precision == Precision.INT8) {
          float rowScale = Memory.getFloat(x.narrowScales + 4L * row);
          kernels.rescale(target, rowScale, weight.scales() + 4L * first, width);
        }
        if (weight.bias() != 0) {
          kernels.add(target, weight.bias() + 4L * first, width);
        }
      }
    }
  }
}
