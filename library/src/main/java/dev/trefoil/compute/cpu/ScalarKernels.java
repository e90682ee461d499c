package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Memory.ALL;
import static dev.trefoil.compute.cpu.Memory.FLOAT;
import static dev.trefoil.compute.cpu.Memory.SHORT;
import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

import dev.trefoil.compute.BFloat16;
import java.lang.foreign.ValueLayout;

/// Row kernels in plain loops, for a virtual machine without the Vector API. Sums imitate the lanes
/// of a vector machine, so both give the same bits.
final class ScalarKernels implements RowKernels {
  /// Accumulators per lane, as in the vector kernels.
  private static final int UNROLL = 4;

  private final int lanes;

  /// @param lanes f32 lanes of the vector machine to imitate, a power of two
  ScalarKernels(int lanes) {
    this.lanes = lanes;
  }

  interface Term {
    float at(long x, long y, int i, float sum);
  }

  static final Term PRODUCT =
      (x, y, i, sum) -> Math.fma(getFloat(x + 4L * i), getFloat(y + 4L * i), sum);
  static final Term PLAIN = (x, _, i, sum) -> sum + getFloat(x + 4L * i);

  @Override
  public void add(long x, long y, int n) {
    for (int i = 0; i < n; i++) {
      setFloat(x + 4L * i, getFloat(x + 4L * i) + getFloat(y + 4L * i));
    }
  }

  @Override
  public void norm(long x, long gain, long y, int n, float epsilon) {
    float inverse = (float) (1 / Math.sqrt(dot(x, x, n) / n + epsilon));
    for (int i = 0; i < n; i++) {
      setFloat(y + 4L * i, getFloat(x + 4L * i) * inverse * getFloat(gain + 4L * i));
    }
  }

  /// Lane `l` of accumulator `a` adds up the elements `i` with `i mod (4 lanes) = a lanes + l`.
  float sum(long x, int n) {
    return tree(PLAIN, x, x, n, 1, 0);
  }

  @Override
  public float dot(long x, long y, int n) {
    return tree(PRODUCT, x, y, n, 1, 0);
  }

  private float tree(Term term, long x, long y, int n, int width, int lane) {
    if (width == lanes) {
      float first = strided(term, x, y, n, lane) + strided(term, x, y, n, lane + lanes);
      float second =
          strided(term, x, y, n, lane + 2 * lanes) + strided(term, x, y, n, lane + 3 * lanes);
      return first + second;
    }
    return tree(term, x, y, n, 2 * width, lane) + tree(term, x, y, n, 2 * width, lane + width);
  }

  private float strided(Term term, long x, long y, int n, int first) {
    float sum = 0;
    for (int i = first; i < n; i += UNROLL * lanes) {
      sum = term.at(x, y, i, sum);
    }
    return sum;
  }

  @Override
  public void scale(long x, float factor, long y, int n) {
    for (int i = 0; i < n; i++) {
      setFloat(y + 4L * i, getFloat(x + 4L * i) * factor);
    }
  }

  @Override
  public void swiglu(long gate, long up, long out, int n) {
    for (int i = 0; i < n; i++) {
      float g = getFloat(gate + 4L * i);
      float u = getFloat(up + 4L * i);
      setFloat(out + 4L * i, g / (Exponential.of(-g) + 1f) * u);
    }
  }

  @Override
  public void silu(long x, int n) {
    for (int i = 0; i < n; i++) {
      siluOne(x + 4L * i);
    }
  }

  static void siluOne(long address) {
    float value = getFloat(address);
    setFloat(address, value / (Exponential.of(-value) + 1f));
  }

  @Override
  public void softmax(long x, long y, int n) {
    float max = maximum(x, n);
    for (int i = 0; i < n; i++) {
      setFloat(y + 4L * i, Exponential.of(getFloat(x + 4L * i) - max));
    }
    float inverse = 1 / sum(y, n);
    for (int i = 0; i < n; i++) {
      setFloat(y + 4L * i, getFloat(y + 4L * i) * inverse);
    }
  }

  /// The largest entry, NaN if there is one.
  private static float maximum(long x, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, getFloat(x + 4L * i));
    }
    return max;
  }

  @Override
  public void rotate(long head, float[] cosine, float[] sine, int tableOffset, int half) {
    for (int j = 0; j < half; j++) {
      rotateOne(head, cosine[tableOffset + j], sine[tableOffset + j], j, half);
    }
  }

  static void rotateOne(long head, float c, float s, int j, int half) {
    long first = head + 4L * j;
    long second = head + 4L * (j + half);
    float a = getFloat(first);
    float b = getFloat(second);
    setFloat(first, Math.fma(-b, s, a * c));
    setFloat(second, Math.fma(a, s, b * c));
  }

  @Override
  public void narrow(long x, long out, int n) {
    for (int i = 0; i < n; i++) {
      ALL.set(SHORT, out + 2L * i, BFloat16.fromFloat(getFloat(x + 4L * i)));
    }
  }

  @Override
  public void widen(long x, long out, int n) {
    for (int i = 0; i < n; i++) {
      setFloat(out + 4L * i, BFloat16.toFloat(ALL.get(SHORT, x + 2L * i)));
    }
  }

  @Override
  public float quantise(long x, long out, int n) {
    float largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(getFloat(x + 4L * i)));
    }
    float inverse = inverseScale(largest);
    for (int i = 0; i < n; i++) {
      float scaled = getFloat(x + 4L * i) * inverse;
      ALL.set(
          ValueLayout.JAVA_BYTE, out + i, (byte) (scaled + Exponential.ROUND - Exponential.ROUND));
    }
    return largest / 127f;
  }

  /// Factor from a value to its 8-bit form; 0 for a row of zeros or with an infinity.
  static float inverseScale(float largest) {
    float inverse = 127f / largest;
    return inverse <= Float.MAX_VALUE ? inverse : 0;
  }

  @Override
  public void rescale(long y, float rowScale, long columnScales, int n) {
    for (int i = 0; i < n; i++) {
      float value = getFloat(y + 4L * i) * rowScale * getFloat(columnScales + 4L * i);
      setFloat(y + 4L * i, value);
    }
  }

  @Override
  public int argmax(long x, int n) {
    float max = maximum(x, n);
    for (int i = 0; i < n; i++) {
      if (ALL.get(FLOAT, x + 4L * i) == max) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int firstAbove(long x, int from, int n, float threshold) {
    int i = from;
    while (i < n && !(getFloat(x + 4L * i) > threshold)) {
      i++;
    }
    return i;
  }
}
