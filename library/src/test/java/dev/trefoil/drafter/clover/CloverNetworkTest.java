package dev.trefoil.drafter.clover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.drafter.recurrent.RecurrentNetwork.HeadOutput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The recurrence of the heads against the paper's equations in double precision.
class CloverNetworkTest {
  private static final int VOCABULARY = 31;
  private static final int HIDDEN = 48;

  private final ModelConfig config = TinyModels.config(VOCABULARY, 64);
  private final Map<String, HostTensor> weights = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(5);
  private final NamedTensor table = new NamedTensor("table", random(VOCABULARY, HIDDEN));

  private HostTensor random(long... shape) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }

  private CloverNetwork network(Backend backend, CloverShape shape, int heads) {
    CloverTensors.manifest(shape)
        .expected()
        .forEach((name, extents) -> weights.put(name, random(extents)));
    return new CloverNetwork(shape, heads, backend, TinyModels.of(weights), table, 64);
  }

  @ParameterizedTest
  @CsvSource({"COSINE, true", "COSINE, false", "SCALED_DOT, true", "SCALED_DOT, false"})
  void headsFollowTheEquations(HeadGate.Similarity similarity, boolean activated) {
    CloverShape shape = new CloverShape(config, 3, similarity, activated);
    int[] tokens = {7, 30, 0};
    float[] start = random(3, HIDDEN).toFloats();
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      CloverNetwork network = network(backend, shape, 3);
      Matrix states = backend.upload(start, 3, HIDDEN);
      double[][] expected = new double[3][];
      for (int row = 0; row < 3; row++) {
        expected[row] = doubles(start, row);
      }
      for (int head = 0; head < 3; head++) {
        HeadOutput output = network.apply(head, states, tokens);
        states = output.states();
        for (int row = 0; row < 3; row++) {
          expected[row] = next(expected[row], tokens[row], shape);
          assertClose(backend, states, row, expected[row]);
          assertClose(backend, output.features(), row, features(expected[row], head));
        }
      }
    }
  }

  /// Equation 2, with the unit row of the output head as the token's embedding.
  private double[] next(double[] state, int token, CloverShape shape) {
    double[] embedded = doubles(table.tensor().toFloats(), token);
    double length = Math.sqrt(dot(embedded, embedded, 0, HIDDEN));
    for (int i = 0; i < HIDDEN; i++) {
      embedded[i] /= length;
    }
    double mean = dot(state, state, 0, HIDDEN) / HIDDEN;
    float[] gain = weight("clover_head_mlp_rnn.input_layernorm.weight").toFloats();
    double[] normal = new double[HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      normal[i] = state[i] / Math.sqrt(mean + config.normEpsilon()) * gain[i];
    }
    double[] query = product("clover_head_mlp_rnn.q.weight", normal);
    double[] key = product("clover_head_mlp_rnn.k.weight", embedded);
    double[] value = product("clover_head_mlp_rnn.v.weight", embedded);
    int headDim = HIDDEN / config.heads();
    double[] result = state.clone();
    for (int i = 0; i < HIDDEN; i++) {
      int from = i / headDim * headDim;
      double likeness = dot(query, key, from, headDim);
      likeness /=
          shape.similarity() == HeadGate.Similarity.COSINE
              ? Math.sqrt(dot(query, query, from, headDim) * dot(key, key, from, headDim))
              : Math.sqrt(headDim);
      result[i] += shape.activated() ? silu(likeness * value[i]) : likeness * value[i];
    }
    return result;
  }

  private double[] features(double[] state, int head) {
    double[] y = product("clover_head_mlp." + head + ".weight", state);
    float[] bias = weight("clover_head_mlp." + head + ".bias").toFloats();
    for (int i = 0; i < HIDDEN; i++) {
      y[i] = state[i] + silu(y[i] + bias[i]);
    }
    return y;
  }

  private double[] product(String name, double[] x) {
    HostTensor w = weight(name);
    double[] y = new double[HIDDEN];
    for (int row = 0; row < HIDDEN; row++) {
      for (int i = 0; i < HIDDEN; i++) {
        y[row] += w.get((long) row * HIDDEN + i) * x[i];
      }
    }
    return y;
  }

  private HostTensor weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private static double dot(double[] x, double[] y, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  private static double[] doubles(float[] values, int row) {
    double[] result = new double[HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      result[i] = values[row * HIDDEN + i];
    }
    return result;
  }

  private static void assertClose(Backend backend, Matrix x, int row, double[] expected) {
    float[] actual = new float[HIDDEN];
    backend.read(x, row, actual);
    for (int i = 0; i < HIDDEN; i++) {
      assertThat((double) actual[i]).as("column %d", i).isCloseTo(expected[i], within(2e-5));
    }
  }

  @Test
  void moreHeadsThanWereTrainedAreRefused() {
    CloverShape shape = new CloverShape(config, 3, HeadGate.Similarity.COSINE, true);
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      assertThatThrownBy(() -> network(backend, shape, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4 heads are asked for")
          .hasMessageContaining("has 3");
    }
  }
}
