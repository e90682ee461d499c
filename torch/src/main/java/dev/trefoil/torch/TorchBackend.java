package dev.trefoil.torch;

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
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.compute.WeightScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The seam on libtorch, with every operation differentiable.
///
/// A trainable backend records operations on its parameters for [TorchLoss#backward]; call
/// [#withoutGradients] around a validation pass. An operation that consumes its argument puts a new
/// tensor into the same holder, so nothing that autograd has saved is overwritten.
///
/// Not promised here: equal bits of a row for different batches. That is the CPU backend's.
public final class TorchBackend implements Backend {
  private final TorchDevice device;
  private final Device handle;
  private final Precision precision;
  private Precision weightPrecision;
  private boolean trainable;
  private boolean learns; // whether any weight has gradients
  private final StepMemory memory = new StepMemory();
  private final RowOperations operations;
  private final TorchAttention attention;
  private final Losses losses;
  private final List<TorchParameter> parameters = new ArrayList<>();
  private final List<TorchWeight> weights = new ArrayList<>();

  private TorchBackend(TorchDevice device, Precision precision, boolean trainable) {
    this.device = device;
    this.handle = device.handle();
    handle.retainReference();
    this.precision = precision;
    this.weightPrecision = precision;
    this.trainable = trainable;
    this.learns = trainable;
    this.operations = new RowOperations(handle);
    this.attention = new TorchAttention(handle);
    this.losses = new Losses(handle);
  }

  /// A backend without weights yet.
  ///
  /// @param precision f32 or bf16; parameters are f32 in both
  /// @param trainable whether the weights made from now on are parameters with gradients
  public static TorchBackend open(TorchDevice device, Precision precision, boolean trainable) {
    requireProducts(precision);
    if (!device.available()) {
      throw new IllegalStateException(
          "no CUDA device is available to libtorch; build with the Maven profile cuda on a machine"
              + " with an NVIDIA driver, or use the device cpu");
    }
    return new TorchBackend(device, precision, trainable);
  }

  private static void requireProducts(Precision precision) {
    if (precision == Precision.INT8) {
      throw new IllegalArgumentException(
          "the libtorch backend has no int8 products; allowed are f32 and bf16");
    }
  }

  @Override
  public Precision precision() {
    return precision;
  }

  public TorchDevice device() {
    return device;
  }

  @Override
  public int threads() {
    return torch.get_num_threads();
  }

  // ---- parameters

  /// All parameters, in the order of their making. A table and what is tied to it are one.
  public List<TorchParameter> parameters() {
    return List.copyOf(parameters);
  }

  /// Copies of all tensors under their own names, in the order of their making.
  ///
  /// @param type f32 or bf16
  public Map<String, HostTensor> exportTensors(DataType type) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    parameters.forEach(parameter -> parameter.exportValues(tensors, type));
    return tensors;
  }

  /// Sets the values of all parameters in place, to resume from what [#exportTensors] gave.
  public void importTensors(TensorSource source) {
    parameters.forEach(parameter -> parameter.importValues(source));
  }

  /// Gradients by name of the parameters that a backward pass has reached.
  public Map<String, HostTensor> exportGradients() {
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    parameters.forEach(parameter -> parameter.exportGradients(gradients));
    return gradients;
  }

  /// Runs a pass that is not recorded for a backward pass.
  public void withoutGradients(Runnable pass) {
    try (Gradients _ = Gradients.off()) {
      pass.run();
    }
  }

  /// Whether the weights made from now on are parameters with gradients. So a frozen network and
  /// one that learns from it share a backend: make the first with false, the second with true.
  public void makeTrainable(boolean withGradients) {
    trainable = withGradients;
    learns |= withGradients;
  }

  @Override
  public Weight linearWeight(List<NamedTensor> parts, List<NamedTensor> biases) {
    TorchParameter matrix = parameter(parts);
    return weight(matrix, biases.isEmpty() ? null : parameter(biases));
  }

  @Override
  public WeightScope weightsIn(Precision chosen) {
    requireProducts(chosen);
    Precision before = weightPrecision;
    weightPrecision = chosen;
    return () -> weightPrecision = before;
  }

  @Override
  public Weight tableWeight(NamedTensor table) {
    return weight(parameter(List.of(table)), null);
  }

  @Override
  public Weight tiedWeight(Weight table) {
    return weight(TorchWeight.of(table).parameter(), null);
  }

  @Override
  public Weight gainWeight(NamedTensor gain) {
    return weight(parameter(List.of(gain)), null);
  }

  private TorchParameter parameter(List<NamedTensor> parts) {
    TorchParameter parameter = TorchParameter.stack(parts, handle, trainable);
    parameters.add(parameter);
    return parameter;
  }

  private Weight weight(TorchParameter parameter, @Nullable TorchParameter bias) {
    TorchWeight weight = new TorchWeight(parameter, bias, weightPrecision, device);
    weights.add(weight);
    return weight;
  }

  @Override
  public KvStore kvStore(int layers, AttentionShape shape, int capacity) {
    return new TorchKvStore(layers, shape, capacity, handle);
  }

  /// Storage for the passes of a draft that feeds on itself in training, one layer of one text of
  /// so many rows, connected to the graph. A row of the first pass sees its pass up to itself; one
  /// of a later pass sees that too, and its own place in every pass after the first. The layouts
  /// must say the same. Close it before the next step begins.
  public KvStore chainStore(int rows) {
    return new ChainKvStore(rows);
  }

  // ---- step memory

  /// Frees the handles of the step before. What a recorded graph has saved lives on until its
  /// backward pass or until the loss is closed.
  @Override
  public void beginStep() {
    memory.close();
  }

  @Override
  public long mark() {
    return memory.mark();
  }

  @Override
  public void release(long mark) {
    memory.release(Math.toIntExact(mark));
  }

  @Override
  public Matrix keep(Matrix x) {
    return memory.keep(TorchMatrix.of(x));
  }

  @Override
  public Matrix upload(float[] values, int rows, int columns) {
    return memory.make(() -> Tensors.ofFloats(values, handle, rows, columns));
  }

  @Override
  public void read(Matrix x, int row, float[] target) {
    try (PointerScope _ = new PointerScope()) {
      Tensors.readFloats(tensor(x).narrow(0, row, 1), target);
    }
  }

  private static Tensor tensor(Matrix x) {
    return TorchMatrix.of(x).tensor();
  }

  // ---- rows in, rows out

  @Override
  public Matrix embed(Weight table, int[] ids, int count) {
    TorchWeight weight = TorchWeight.of(table);
    for (int i = 0; i < count; i++) {
      if (ids[i] < 0 || ids[i] >= weight.rows()) {
        throw new IllegalArgumentException(
            "id %d at row %d is outside the table; allowed are 0 to %d"
                .formatted(ids[i], i, weight.rows() - 1));
      }
    }
    return memory.make(() -> torch.embedding(weight.exact(), Tensors.ofLongs(ids, count, handle)));
  }

  @Override
  public Matrix linear(Matrix x, Weight weight) {
    TorchWeight own = TorchWeight.of(weight);
    Tensor input = tensor(x);
    if (learns && own.isLarge()) {
      return memory.makeLater(input, own);
    }
    return memory.make(() -> own.product(tensor(x)));
  }

  @Override
  public Matrix add(Matrix x, Matrix y) {
    return memory.replace(TorchMatrix.of(x), () -> tensor(x).add(tensor(y)));
  }

  @Override
  public Matrix concat(Matrix x, Matrix y) {
    return memory.make(() -> torch.cat(new TensorVector(tensor(x), tensor(y)), 1));
  }

  @Override
  public Matrix gather(Matrix x, int[] rows, int count) {
    return memory.make(() -> tensor(x).index_select(0, Tensors.ofLongs(rows, count, handle)));
  }

  @Override
  public Matrix rmsNorm(Matrix x, Weight gain, float epsilon) {
    return memory.make(
        () -> RowOperations.rmsNorm(tensor(x), TorchWeight.of(gain).exact(), epsilon));
  }

  @Override
  public Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon) {
    Tensor values = TorchWeight.of(gain).exact();
    return memory.replace(
        TorchMatrix.of(x),
        () -> RowOperations.headNorm(tensor(x), firstColumn, heads, values, epsilon));
  }

  @Override
  public Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout) {
    int[] positions = new int[layout.rows()];
    Arrays.setAll(positions, layout::position);
    return memory.replace(
        TorchMatrix.of(x),
        () ->
            operations.rotate(
                tensor(x), rotary, heads, Tensors.ofLongs(positions, positions.length, handle)));
  }

  @Override
  public Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout) {
    return memory.make(() -> attention.attend(tensor(fused), shape, layer, layout));
  }

  @Override
  public Matrix swiglu(Matrix gateUp) {
    return memory.make(() -> RowOperations.swiglu(tensor(gateUp)));
  }

  @Override
  public Matrix silu(Matrix x) {
    return memory.replace(TorchMatrix.of(x), () -> torch.silu(tensor(x)));
  }

  @Override
  public Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate) {
    return memory.make(() -> RowOperations.headGate(tensor(query), tensor(keyValue), gate));
  }

  @Override
  public Matrix softmax(Matrix x) {
    return memory.make(() -> torch.softmax(tensor(x), 1));
  }

  // ---- results on the host

  @Override
  public void argmax(Matrix x, int[] columns) {
    try (PointerScope _ = new PointerScope()) {
      T_TensorTensor_T largest = torch.max(tensor(x).detach(), 1, false);
      int[] indices = new int[x.rows()];
      float[] values = new float[x.rows()];
      Tensors.readFloats(largest.get0(), values); // a NaN wins every comparison
      Tensors.readInts(largest.get1(), indices);
      for (int row = 0; row < indices.length; row++) {
        columns[row] = Float.isNaN(values[row]) ? -1 : indices[row];
      }
    }
  }

  /// By a stable sort, which keeps the lower column first on a tie.
  @Override
  public void topK(Matrix x, int k, int[] columns, float @Nullable [] values) {
    if (k < 1 || k > x.columns()) {
      throw new IllegalArgumentException(
          "top %d of %d columns; allowed are 1 to the number of columns".formatted(k, x.columns()));
    }
    try (PointerScope _ = new PointerScope()) {
      T_TensorTensor_T sorted = torch.sort(tensor(x).detach(), new BoolOptional(true), 1, true);
      float[] largest = new float[x.rows() * k];
      Tensors.readFloats(sorted.get0().narrow(1, 0, k), largest); // a NaN sorts before all
      Tensors.readInts(sorted.get1().narrow(1, 0, k), columns);
      for (int row = 0; row < x.rows(); row++) {
        if (Float.isNaN(largest[row * k])) {
          Arrays.fill(largest, row * k, (row + 1) * k, Float.NaN);
          Arrays.fill(columns, row * k, (row + 1) * k, -1);
        }
      }
      if (values != null) {
        System.arraycopy(largest, 0, values, 0, largest.length);
      }
    }
  }

  // ---- training

  /// A copy with each entry zero by chance, the others scaled up so that the mean stays (Srivastava
  /// et al. 2014). The chance is libtorch's own: [TorchSettings#seed] makes it repeatable.
  ///
  /// @param rate probability of a zero, below 1
  public Matrix dropout(Matrix x, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout %s is not allowed; give 0 or more, below 1".formatted(rate));
    }
    return memory.make(() -> torch.dropout(tensor(x), rate, true));
  }

  /// The mean negative log-likelihood of the labels, in f32. Logits that come straight from an
  /// output head are never made as a whole, unless somebody has looked at them.
  ///
  /// @param logits `[rows, vocabulary]`
  /// @param labels one per row; -1 leaves a row out
  public TorchLoss crossEntropy(Matrix logits, int[] labels) {
    return losses.meanCrossEntropy(TorchMatrix.of(logits), labels);
  }

  /// The sum over the labelled rows of weight times negative log-likelihood; 0 without any. As
  /// above for logits that come straight from a head.
  ///
  /// @param labels one per row; -1 leaves a row out
  /// @param weights one per row
  public TorchLoss crossEntropy(Matrix logits, int[] labels, float[] weights) {
    return losses.crossEntropy(TorchMatrix.of(logits), labels, weights);
  }

  /// The sum of weight times cross entropy of each row's softmax against a distribution, `- sum of
  /// p log q` over the vocabulary. As above for logits that come straight from a head.
  ///
  /// @param probabilities `[any, vocabulary]`, constants; each row sums to 1
  public TorchLoss softCrossEntropy(Matrix logits, Matrix probabilities, RowTargets targets) {
    return losses.softCrossEntropy(TorchMatrix.of(logits), tensor(probabilities), targets);
  }

  /// The sum of weight times the mean over the columns of the smooth L1 distance, `d^2 / 2` below 1
  /// and `|d| - 1/2` from there on (Girshick 2015, equation 3).
  ///
  /// @param truth `[any, columns]`, constants
  public TorchLoss smoothL1(Matrix x, Matrix truth, RowTargets targets) {
    return losses.smoothL1(TorchMatrix.of(x), tensor(truth), targets);
  }

  /// The sum over all entries of `x * factors`, a linear functional for surrogate losses.
  ///
  /// @param factors `[rows * columns]`, row-major, constants
  public TorchLoss weightedSum(Matrix x, float[] factors) {
    if (factors.length != (long) x.rows() * x.columns()) {
      throw new IllegalArgumentException(
          "%d factors for a matrix [%d, %d]; one per entry is needed"
              .formatted(factors.length, x.rows(), x.columns()));
    }
    return losses.weightedSum(tensor(x), factors);
  }

  /// The given columns of `x`, in that order.
  public Matrix selectColumns(Matrix x, int[] columns) {
    return memory.make(
        () -> tensor(x).index_select(1, Tensors.ofLongs(columns, columns.length, handle)));
  }

  /// How many columns of a row come before the given one when the largest come first, the lower
  /// column first on a tie. Logits straight from a head are not made as a whole.
  ///
  /// @param columns one per row, -1 where it is not asked
  /// @param ranks one per row; -1 where it is not asked or the row holds a NaN
  public void ranks(Matrix x, int[] columns, int[] ranks) {
    TorchRanks.of(TorchMatrix.of(x), columns, ranks, handle);
  }

  @Override
  public void close() {
    memory.close();
    operations.close();
    weights.forEach(TorchWeight::close);
    parameters.forEach(TorchParameter::close);
    weights.clear();
    parameters.clear();
    handle.close();
  }
}
