package dev.trefoil.decoding;

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
import org.jspecify.annotations.Nullable;

/// A sound backend that goes wrong when told to: after some operations it fails, hangs, or yields
/// NaN or a matrix that is too narrow.
final class FaultyBackend implements Backend {
  enum Mode {
    SOUND,
    THROWS,
    NOT_NUMBERS,
    WRONG_SHAPE,
    SLEEPS
  }

  private final Backend sound;
  private Mode mode = Mode.SOUND;
  private boolean once;
  private int soundOperations;
  private int strikes;

  FaultyBackend(Backend sound) {
    this.sound = sound;
  }

  /// Goes wrong after some sound operations, in one or in all that follow.
  void goWrong(Mode how, int after, boolean onlyOnce) {
    mode = how;
    soundOperations = after;
    once = onlyOnce;
  }

  /// Is sound again.
  void calm() {
    mode = Mode.SOUND;
  }

  /// Operations that went wrong.
  int strikes() {
    return strikes;
  }

  /// How the next operation goes.
  private Mode next() {
    Mode how = mode;
    if (how != Mode.SOUND && --soundOperations < 0) {
      strikes++;
      mode = once ? Mode.SOUND : mode;
      switch (how) {
        case THROWS -> throw new IllegalStateException("an operation broken on purpose");
        case SLEEPS -> FaultyDrafter.sleep();
        case SOUND, NOT_NUMBERS, WRONG_SHAPE -> {}
      }
      return how;
    }
    return Mode.SOUND;
  }

  private Matrix spoil(Matrix x) {
    return switch (next()) {
      case SOUND, THROWS, SLEEPS -> x;
      case NOT_NUMBERS -> notNumbers(x.rows(), x.columns());
      case WRONG_SHAPE -> narrower(x);
    };
  }

  /// A matrix of NaN.
  Matrix notNumbers(int rows, int columns) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, Float.NaN);
    return sound.upload(values, rows, columns);
  }

  /// A matrix with a column less, of small numbers.
  Matrix narrower(Matrix x) {
    int columns = Math.max(1, x.columns() - 1);
    return sound.upload(new float[x.rows() * columns], x.rows(), columns);
  }

  @Override
  public Matrix embed(Weight table, int[] ids, int count) {
    return spoil(sound.embed(table, ids, count));
  }

  @Override
  public Matrix linear(Matrix x, Weight weight) {
    return spoil(sound.linear(x, weight));
  }

  @Override
  public Matrix add(Matrix x, Matrix y) {
    next();
    return sound.add(x, y);
  }

  @Override
  public Matrix concat(Matrix x, Matrix y) {
    return spoil(sound.concat(x, y));
  }

  @Override
  public Matrix gather(Matrix x, int[] rows, int count) {
    return spoil(sound.gather(x, rows, count));
  }

  @Override
  public Matrix rmsNorm(Matrix x, Weight gain, float epsilon) {
    return spoil(sound.rmsNorm(x, gain, epsilon));
  }

  @Override
  public Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon) {
    next();
    return sound.headNorm(x, firstColumn, heads, gain, epsilon);
  }

  @Override
  public Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout) {
    next();
    return sound.rotate(x, rotary, heads, layout);
  }

  @Override
  public Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout) {
    return spoil(sound.attention(fused, shape, layer, layout));
  }

  @Override
  public Matrix swiglu(Matrix gateUp) {
    return spoil(sound.swiglu(gateUp));
  }

  @Override
  public Matrix silu(Matrix x) {
    next();
    return sound.silu(x);
  }

  @Override
  public Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate) {
    return spoil(sound.headGate(query, keyValue, gate));
  }

  @Override
  public Matrix softmax(Matrix x) {
    return spoil(sound.softmax(x));
  }

  @Override
  public Matrix upload(float[] values, int rows, int columns) {
    return spoil(sound.upload(values, rows, columns));
  }

  @Override
  public void read(Matrix x, int row, float[] target) {
    Mode how = next();
    sound.read(x, row, target);
    if (how == Mode.NOT_NUMBERS) {
      Arrays.fill(target, Float.NaN);
    }
  }

  @Override
  public void argmax(Matrix x, int[] columns) {
    sound.argmax(spoil(x), columns);
  }

  @Override
  public void topK(Matrix x, int k, int[] columns, float @Nullable [] values) {
    sound.topK(spoil(x), k, columns, values);
  }

  @Override
  public Precision precision() {
    return sound.precision();
  }

  @Override
  public int threads() {
    return sound.threads();
  }

  @Override
  public Weight linearWeight(List<NamedTensor> parts, List<NamedTensor> biases) {
    return sound.linearWeight(parts, biases);
  }

  @Override
  public WeightScope weightsIn(Precision precision) {
    return sound.weightsIn(precision);
  }

  @Override
  public Weight tableWeight(NamedTensor table) {
    return sound.tableWeight(table);
  }

  @Override
  public Weight tiedWeight(Weight table) {
    return sound.tiedWeight(table);
  }

  @Override
  public Weight gainWeight(NamedTensor gain) {
    return sound.gainWeight(gain);
  }

  @Override
  public KvStore kvStore(int layers, AttentionShape shape, int capacity) {
    return sound.kvStore(layers, shape, capacity);
  }

  @Override
  public void beginStep() {
    sound.beginStep();
  }

  @Override
  public long mark() {
    return sound.mark();
  }

  @Override
  public void release(long mark) {
    sound.release(mark);
  }

  @Override
  public Matrix keep(Matrix x) {
    return sound.keep(x);
  }

  @Override
  public void close() {
    sound.close();
  }
}
