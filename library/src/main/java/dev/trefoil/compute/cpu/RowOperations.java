package dev.trefoil.compute.cpu;

import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;

/// The operations that work row by row, one row per item. Where a linear product usually follows,
/// the row is left in the product's format as well, while it is in cache.
final class RowOperations {
  private final WorkerPool pool;
  private final RowKernels kernels;
  private final LinearOperation linear;
  private final Norm norm = new Norm();
  private final SwiGlu swiGlu = new SwiGlu();
  private final Silu silu = new Silu();
  private final Add add = new Add();
  private final Rotate rotate = new Rotate();
  private final Gate gate = new Gate();
  private final Softmax softmax = new Softmax();

  RowOperations(WorkerPool pool, RowKernels kernels, LinearOperation linear) {
    this.pool = pool;
    this.kernels = kernels;
    this.linear = linear;
  }

  CpuMatrix norm(CpuMatrix x, CpuWeight.Gain gain, float epsilon, StepArena memory) {
    norm.x = x;
    norm.y = memory.matrix(x.rows(), x.columns());
    norm.gain = gain.address();
    norm.epsilon = epsilon;
    pool.run(norm, x.rows(), 2L * x.rows() * x.columns());
    norm.y.narrowed = true;
    return norm.y;
  }

  /// Few and short rows: on the caller.
  CpuMatrix headNorm(CpuMatrix x, int firstColumn, int heads, CpuWeight.Gain gain, float epsilon) {
    int headDim = gain.columns();
    for (int row = 0; row < x.rows(); row++) {
      for (int head = 0; head < heads; head++) {
        long address = x.row(row) + 4L * (firstColumn + head * headDim);
        kernels.norm(address, gain.address(), address, headDim, epsilon);
      }
    }
    x.narrowed = false;
    return x;
  }

  CpuMatrix swiGlu(CpuMatrix gateUp, StepArena memory) {
    int columns = gateUp.columns() / 2;
    swiGlu.x = gateUp;
    swiGlu.y = memory.matrix(gateUp.rows(), columns);
    pool.run(swiGlu, gateUp.rows(), 8L * gateUp.rows() * columns);
    swiGlu.y.narrowed = true;
    return swiGlu.y;
  }

  CpuMatrix silu(CpuMatrix x) {
    silu.x = x;
    pool.run(silu, x.rows(), 8L * x.rows() * x.columns());
    x.narrowed = false;
    return x;
  }

  CpuMatrix add(CpuMatrix x, CpuMatrix y) {
    add.x = x;
    add.y = y;
    pool.run(add, x.rows(), (long) x.rows() * x.columns());
    x.narrowed = false;
    return x;
  }

  CpuMatrix rotate(CpuMatrix x, Rotary rotary, int heads, RowLayout layout) {
    rotate.x = x;
    rotate.rotary = rotary;
    rotate.heads = heads;
    rotate.layout = layout;
    pool.run(rotate, x.rows(), 2L * x.rows() * heads * rotary.headDim());
    x.narrowed = false;
    return x;
  }

  CpuMatrix headGate(CpuMatrix query, CpuMatrix keyValue, HeadGate rule, StepArena memory) {
    gate.query = query;
    gate.keyValue = keyValue;
    gate.y = memory.matrix(query.rows(), query.columns());
    gate.rule = rule;
    pool.run(gate, query.rows(), 4L * query.rows() * query.columns());
    return gate.y;
  }

  CpuMatrix softmax(CpuMatrix x, StepArena memory) {
    softmax.x = x;
    softmax.y = memory.matrix(x.rows(), x.columns());
    pool.run(softmax, x.rows(), 8L * x.rows() * x.columns());
    return softmax.y;
  }

  private final class Norm implements Task {
    private CpuMatrix x = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();
    private long gain;
    private float epsilon;

    @Override
    public void run(int row, int thread) {
      kernels.norm(x.row(row), gain, y.row(row), x.columns(), epsilon);
      linear.narrowRow(y, row);
    }
  }

  private final class SwiGlu implements Task {
    private CpuMatrix x = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();

    @Override
    public void run(int row, int thread) {
      long gate = x.row(row);
      kernels.swiglu(gate, gate + 4L * y.columns(), y.row(row), y.columns());
      linear.narrowRow(y, row);
    }
  }

  private final class Silu implements Task {
    private CpuMatrix x = new CpuMatrix();

    @Override
    public void run(int row, int thread) {
      kernels.silu(x.row(row), x.columns());
    }
  }

  private final class Add implements Task {
    private CpuMatrix x = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();

    @Override
    public void run(int row, int thread) {
      kernels.add(x.row(row), y.row(row), x.columns());
    }
  }

  private final class Rotate implements Task {
    private CpuMatrix x = new CpuMatrix();
    private Rotary rotary = new Rotary(new float[0], 0);
    private int heads;
    private RowLayout layout = new RowLayout();

    @Override
    public void run(int row, int thread) {
      int half = rotary.headDim() / 2;
      int offset = layout.position(row) * half;
      for (int head = 0; head < heads; head++) {
        long address = x.row(row) + 4L * head * rotary.headDim();
        kernels.rotate(address, rotary.cosine(), rotary.sine(), offset, half);
      }
    }
  }

  private final class Gate implements Task {
    private CpuMatrix query = new CpuMatrix();
    private CpuMatrix keyValue = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();
    private HeadGate rule = new HeadGate(1, HeadGate.Similarity.COSINE, 1);

    @Override
    public void run(int row, int thread) {
      int columns = query.columns();
      int headDim = columns / rule.heads();
      long keys = keyValue.row(row);
      for (int head = 0; head < rule.heads(); head++) {
        long offset = 4L * head * headDim;
        long q = query.row(row) + offset;
        long out = y.row(row) + offset;
        float factor = factor(q, keys + offset, headDim);
        kernels.scale(keys + 4L * columns + offset, factor, out, headDim);
      }
    }

    private float factor(long q, long k, int n) {
      float product = kernels.dot(q, k, n);
      return switch (rule.similarity()) {
        case COSINE -> (float) (product / (length(q, n) * length(k, n)));
        case SCALED_DOT -> (float) (product / Math.sqrt(n));
      };
    }

    private double length(long x, int n) {
      return Math.max(Math.sqrt(kernels.dot(x, x, n)), rule.epsilon());
    }
  }

  private final class Softmax implements Task {
    private CpuMatrix x = new CpuMatrix();
    private CpuMatrix y = new CpuMatrix();

    @Override
    public void run(int row, int thread) {
      kernels.softmax(x.row(row), y.row(row), x.columns());
    }
  }
}
