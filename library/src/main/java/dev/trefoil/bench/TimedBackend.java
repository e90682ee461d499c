package dev.trefoil.bench;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import dev.trefoil.compute.WeightScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A backend that adds up the time of its operations by what they are for, and the weights that its
/// products read. Costs two clock readings per operation.
public final class TimedBackend implements Backend {
  /// What an operation is for.
  public enum Phase {
    /// Products of layers.
    PRODUCT,
    /// Products of an output head.
    HEAD,
    ATTENTION,
    /// Norms, activations, sums, embeddings, rotation.
    ROWS,
    /// From logits to tokens: softmax, the largest entries.
    CHOICE,
    /// Rows that are only moved.
    COPY
  }

  private static final Phase[] PHASES = Phase.values();

  private final Backend backend;
  private final IntPredicate isHead;
  private final long[] nanos = new long[PHASES.length];
  private long weightsRead;
  private long headProducts;
  private long afterHeadsNanos;
  private UnaryOperator<Matrix> afterHeads = UnaryOperator.identity();

  /// @param isHead whether a product with that many columns is an output head's
  @SuppressWarnings("MissingSummary") // the parameter says all
  public TimedBackend(Backend backend, IntPredicate isHead) {
    this.backend = backend;
    this.isHead = isHead;
  }

  /// Time of the operations of a phase since [#reset].
  public long nanos(Phase phase) {
    return nanos[index(phase)];
  }

  /// Time of all operations since [#reset].
  public long nanos() {
    return Arrays.stream(nanos).sum();
  }

  /// Entries of the weight matrices that products used since [#reset], once per product.
  public long weightsRead() {
    return weightsRead;
  }

  /// Products of output heads since [#reset].
  public long headProducts() {
    return headProducts;
  }

  /// What to make of logits before they are used; may consume them. Belongs to no phase.
  public void afterHeads(UnaryOperator<Matrix> change) {
    afterHeads = change;
  }

  /// Time of what [#afterHeads] gave, since [#reset].
  public long afterHeadsNanos() {
    return afterHeadsNanos;
  }

  public void reset() {
    Arrays.fill(nanos, 0);
    weightsRead = 0;
    headProducts = 0;
    afterHeadsNanos = 0;
  }

  private static int index(Phase phase) {
    return switch (phase) {
      case PRODUCT -> 0;
      case HEAD -> 1;
      case ATTENTION -> 2;
      case ROWS -> 3;
      case CHOICE -> 4;
      case COPY -> 5;
    };
  }

  private Matrix timed(Phase phase, Supplier<Matrix> operation) {
    long start = System.nanoTime();
    Matrix result = operation.get();
    nanos[index(phase)] += System.nanoTime() - start;
    return result;
  }

  private void timed(Phase phase, Runnable operation) {
    long start = System.nanoTime();
    operation.run();
    nanos[index(phase)] += System.nanoTime() - start;
  }

  @Override
  public Matrix linear(Matrix x, Weight weight) {
    weightsRead += (long) weight.rows() * weight.columns();
    if (!isHead.test(weight.rows())) {
      return timed(Phase.PRODUCT, () -> backend.linear(x, weight));
    }
    headProducts++;
    Matrix logits = timed(Phase.HEAD, () -> backend.linear(x, weight));
    long start = System.nanoTime();
    Matrix changed = afterHeads.apply(logits);
    afterHeadsNanos += System.nanoTime() - start;
    return changed;
  }

  @Override
  public Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout) {
    return timed(Phase.ATTENTION, () -> backend.attention(fused, shape, layer, layout));
  }

  @Override
  public Precision precision() {
    return backend.precision();
  }

  @Override
  public int threads() {
    return backend.threads();
  }

  @Override
  public Weight linearWeight(List<NamedTensor> parts, List<NamedTensor> biases) {
    return backend.linearWeight(parts, biases);
  }

  @Override
  public WeightScope weightsIn(Precision precision) {
    return backend.weightsIn(precision);
  }

  @Override
  public Weight tableWeight(NamedTensor table) {
    return backend.tableWeight(table);
  }

  @Override
  public Weight tiedWeight(Weight table) {
    return backend.tiedWeight(table);
  }

  @Override
  public Weight gainWeight(NamedTensor gain) {
    return backend.gainWeight(gain);
  }

  @Override
  public KvStore kvStore(int layers, AttentionShape shape, int capacity) {
    return backend.kvStore(layers, shape, capacity);
  }

  @Override
  public void beginStep() {
    backend.beginStep();
  }

  @Override
  public long mark() {
    return backend.mark();
  }

  @Override
  public void release(long mark) {
    backend.release(mark);
  }

  @Override
  public Matrix keep(Matrix x) {
    return timed(Phase.COPY, () -> backend.keep(x));
  }

  @Override
  public Matrix upload(float[] values, int rows, int columns) {
    return timed(Phase.COPY, () -> backend.upload(values, rows, columns));
  }

  @Override
  public void read(Matrix x, int row, float[] target) {
    timed(Phase.COPY, () -> backend.read(x, row, target));
  }

  @Override
  public Matrix embed(Weight table, int[] ids, int count) {
    return timed(Phase.ROWS, () -> backend.embed(table, ids, count));
  }

  @Override
  public Matrix add(Matrix x, Matrix y) {
    return timed(Phase.ROWS, () -> backend.add(x, y));
  }

  @Override
  public Matrix concat(Matrix x, Matrix y) {
    return timed(Phase.ROWS, () -> backend.concat(x, y));
  }

  @Override
  public Matrix gather(Matrix x, int[] rows, int count) {
    return timed(Phase.COPY, () -> backend.gather(x, rows, count));
  }

  @Override
  public Matrix rmsNorm(Matrix x, Weight gain, float epsilon) {
    return timed(Phase.ROWS, () -> backend.rmsNorm(x, gain, epsilon));
  }

  @Override
  public Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon) {
    return timed(Phase.ROWS, () -> backend.headNorm(x, firstColumn, heads, gain, epsilon));
  }

  @Override
  public Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout) {
    return timed(Phase.ROWS, () -> backend.rotate(x, rotary, heads, layout));
  }

  @Override
  public Matrix swiglu(Matrix gateUp) {
    return timed(Phase.ROWS, () -> backend.swiglu(gateUp));
  }

  @Override
  public Matrix silu(Matrix x) {
    return timed(Phase.ROWS, () -> backend.silu(x));
  }

  @Override
  public Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate) {
    return timed(Phase.ROWS, () -> backend.headGate(query, keyValue, gate));
  }

  @Override
  public Matrix softmax(Matrix x) {
    return timed(Phase.CHOICE, () -> backend.softmax(x));
  }

  @Override
  public void argmax(Matrix x, int[] columns) {
    timed(Phase.CHOICE, () -> backend.argmax(x, columns));
  }

  @Override
  public void topK(Matrix x, int k, int[] columns, float @Nullable [] values) {
    timed(Phase.CHOICE, () -> backend.topK(x, k, columns, values));
  }

  @Override
  public void close() {
    backend.close();
  }
}
