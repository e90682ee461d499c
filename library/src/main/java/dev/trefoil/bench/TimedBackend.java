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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend that adds up the time of its linear products and of its attention. Costs two clock
/// readings per such operation.
final class TimedBackend implements Backend {
  private final Backend backend;
  private long linearNanos;
  private long attentionNanos;

  TimedBackend(Backend backend) {
    this.backend = backend;
  }

  long linearNanos() {
    return linearNanos;
  }

  long attentionNanos() {
    return attentionNanos;
  }

  void reset() {
    linearNanos = 0;
    attentionNanos = 0;
  }

  @Override
  public Matrix linear(Matrix x, Weight weight) {
    long start = System.nanoTime();
    Matrix y = backend.linear(x, weight);
    linearNanos += System.nanoTime() - start;
    return y;
  }

  @Override
  public Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout) {
    long start = System.nanoTime();
    Matrix y = backend.attention(fused, shape, layer, layout);
    attentionNanos += System.nanoTime() - start;
    return y;
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
    return backend.keep(x);
  }

  @Override
  public Matrix upload(float[] values, int rows, int columns) {
    return backend.upload(values, rows, columns);
  }

  @Override
  public void read(Matrix x, int row, float[] target) {
    backend.read(x, row, target);
  }

  @Override
  public Matrix embed(Weight table, int[] ids, int count) {
    return backend.embed(table, ids, count);
  }

  @Override
  public Matrix add(Matrix x, Matrix y) {
    return backend.add(x, y);
  }

  @Override
  public Matrix concat(Matrix x, Matrix y) {
    return backend.concat(x, y);
  }

  @Override
  public Matrix gather(Matrix x, int[] rows, int count) {
    return backend.gather(x, rows, count);
  }

  @Override
  public Matrix rmsNorm(Matrix x, Weight gain, float epsilon) {
    return backend.rmsNorm(x, gain, epsilon);
  }

  @Override
  public Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon) {
    return backend.headNorm(x, firstColumn, heads, gain, epsilon);
  }

  @Override
  public Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout) {
    return backend.rotate(x, rotary, heads, layout);
  }

  @Override
  public Matrix swiglu(Matrix gateUp) {
    return backend.swiglu(gateUp);
  }

  @Override
  public Matrix silu(Matrix x) {
    return backend.silu(x);
  }

  @Override
  public Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate) {
    return backend.headGate(query, keyValue, gate);
  }

  @Override
  public Matrix softmax(Matrix x) {
    return backend.softmax(x);
  }

  @Override
  public void argmax(Matrix x, int[] columns) {
    backend.argmax(x, columns);
  }

  @Override
  public void topK(Matrix x, int k, int[] columns, float @Nullable [] values) {
    backend.topK(x, k, columns, values);
  }

  @Override
  public void close() {
    backend.close();
  }
}
