package dev.trefoil.compute;

import java.util.Random;

/// The operations of [Backend] as plain loops in double precision, written from its contract alone.
final class Reference {
  private Reference() {}

  static float[] random(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// `x [rows, in]` times the transpose of `w [out, in]`, plus `bias` if it is not empty.
  static double[] linear(float[] x, float[] w, float[] bias, int rows, int in, int out) {
    double[] y = new double[rows * out];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        double sum = bias.length == 0 ? 0 : bias[o];
        for (int i = 0; i < in; i++) {
          sum += (double) x[r * in + i] * w[o * in + i];
        }
        y[r * out + o] = sum;
      }
    }
    return y;
  }

  static double[] rmsNorm(float[] x, int from, int n, float[] gain, float epsilon) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) x[from + i] * x[from + i];
    }
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = x[from + i] / Math.sqrt(sum / n + epsilon) * gain[i];
    }
    return y;
  }

  static double[] softmax(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      max = Math.max(max, value);
    }
    double sum = 0;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i] - max);
      sum += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= sum;
    }
    return y;
  }

  /// One row of `query [rows, n]` and `keyValue [rows, 2 n]`.
  static double[] headGate(float[] query, float[] keyValue, int row, int n, HeadGate gate) {
    int headDim = n / gate.heads();
    double[] y = new double[n];
    for (int head = 0; head < gate.heads(); head++) {
      double product = 0;
      double queries = 0;
      double keys = 0;
      for (int i = head * headDim; i < (head + 1) * headDim; i++) {
        double q = query[row * n + i];
        double k = keyValue[row * 2 * n + i];
        product += q * k;
        queries += q * q;
        keys += k * k;
      }
      double divisor =
          switch (gate.similarity()) {
            case COSINE ->
                Math.max(Math.sqrt(queries), gate.epsilon())
                    * Math.max(Math.sqrt(keys), gate.epsilon());
            case SCALED_DOT -> Math.sqrt(headDim);
          };
      for (int i = head * headDim; i < (head + 1) * headDim; i++) {
        y[i] = product / divisor * keyValue[row * 2 * n + n + i];
      }
    }
    return y;
  }

  /// Attention of one query head over the given keys and values, `[keys][headDim]`.
  static double[] attend(float[] query, float[][] keys, float[][] values) {
    double[] scores = new double[keys.length];
    for (int k = 0; k < keys.length; k++) {
      for (int d = 0; d < query.length; d++) {
        scores[k] += query[d] * (double) keys[k][d];
      }
      scores[k] /= Math.sqrt(query.length);
    }
    double[] weights = softmax(scores);
    double[] out = new double[query.length];
    for (int k = 0; k < keys.length; k++) {
      for (int d = 0; d < query.length; d++) {
        out[d] += weights[k] * values[k][d];
      }
    }
    return out;
  }
}
