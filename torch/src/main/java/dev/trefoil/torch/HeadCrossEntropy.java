package dev.trefoil.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Weighted sum of the cross entropies of an output head's rows without keeping the logits.
///
/// The gradient of a row's loss by its logits, `softmax - truth` with a truth that sums to 1, is
/// known as soon as the logits are. So all gradients of the head are made at once, a few rows of
/// logits at a time, and handed to autograd as a linear functional. Rows at which nothing is asked
/// cost nothing, nor does the gradient of a head that is not trained.
final class HeadCrossEntropy {
  private static final long ENTRIES_AT_ONCE = 1 << 22; // 16 MB of logits
  private static final long GRADIENTS_AT_ONCE = 1 << 26;

  private final Tensor rows; // [rows, in], only those that are asked
  private final Truth truth;
  private final Tensor weights; // [rows, 1]
  private final TorchWeight weight;
  private final Tensor factor; // [vocabulary, in]
  private final Tensor narrow; // the rows in the factor's type
  private final Tensor total; // []

  private HeadCrossEntropy(PendingProduct logits, AskedRows asked, Truth truth, Device device) {
    this.weight = logits.weight();
    this.rows = asked.of(logits.input(), device);
    this.truth = truth;
    this.weights = asked.weights(device).unsqueeze(1);
    try (Gradients _ = Gradients.off()) {
      this.factor = weight.lossFactor();
      this.narrow = rows.to(factor.scalar_type());
    }
    this.total = torch.empty(new long[0], Tensors.options(ScalarType.Float, device), null).zero_();
  }

  /// The loss; its value is a constant and its gradient that of the functional. Call inside a
  /// pointer scope.
  static Tensor of(PendingProduct logits, AskedRows asked, Truth truth, Device device) {
    HeadCrossEntropy run = new HeadCrossEntropy(logits, asked, truth, device);
    if (!GradMode.is_enabled()) {
      run.accumulate(null, null, null);
      return run.total;
    }
    TorchParameter matrix = run.weight.parameter();
    TorchParameter bias = run.weight.bias();
    Tensor rowGradient = torch.zeros_like(run.rows.detach());
    Tensor weightGradient = zeros(matrix);
    Tensor biasGradient = zeros(bias);
    try (Gradients _ = Gradients.off()) {
      run.accumulate(rowGradient, weightGradient, biasGradient);
    }
    Tensor functional = run.rows.mul(rowGradient).sum();
    if (weightGradient != null) {
      functional = functional.add(matrix.leaf().mul(weightGradient).sum());
    }
    if (bias != null && biasGradient != null) {
      functional = functional.add(bias.leaf().mul(biasGradient).sum());
    }
    return functional.sub(functional.detach()).add(run.total);
  }

  /// Room for the gradient of what is trained.
  private static @Nullable Tensor zeros(@Nullable TorchParameter parameter) {
    return parameter != null && parameter.trainable()
        ? torch.zeros_like(parameter.leaf().detach())
        : null;
  }

  private void accumulate(
      @Nullable Tensor rowGradient,
      @Nullable Tensor weightGradient,
      @Nullable Tensor biasGradient) {
    long count = rows.size(0);
    long step = Math.max(1, GRADIENTS_AT_ONCE / factor.size(0));
    for (long start = 0; start < count; start += step) {
      long size = Math.min(step, count - start);
      try (PointerScope _ = new PointerScope()) {
        Tensor gradient = logitGradient(start, size, rowGradient != null);
        if (rowGradient != null) {
          rowGradient.narrow(0, start, size).copy_(torch.mm(gradient, factor));
        }
        if (weightGradient != null) {
          weightGradient.add_(torch.mm(gradient.t(), narrow.narrow(0, start, size)));
        }
        if (biasGradient != null) {
          biasGradient.add_(gradient.sum(0));
        }
      }
    }
  }

  /// `[rows, vocabulary]`, f32.
  private Tensor logits(Tensor part) {
    Tensor product = torch.linear(part, factor).to(ScalarType.Float);
    TorchParameter bias = weight.bias();
    return bias == null ? product : product.add(bias.leaf());
  }

  /// Adds the losses of the rows to the total and returns the gradient of the sum by their logits.
  private Tensor logitGradient(long start, long size, boolean wanted) {
    long vocabulary = factor.size(0);
    Tensor gradient = narrow.new_empty(wanted ? size : 0, vocabulary);
    long step = Math.max(1, ENTRIES_AT_ONCE / vocabulary);
    for (long at = 0; at < size; at += step) {
      long part = Math.min(step, size - at);
      try (PointerScope _ = new PointerScope()) {
        Tensor logits = logits(narrow.narrow(0, start + at, part));
        Truth own = truth.part(start + at, part);
        Tensor share = weights.narrow(0, start + at, part);
        Tensor logProbability = torch.log_softmax(logits, 1);
        total.add_(own.loss(logProbability).mul(share).sum());
        if (wanted) {
          Tensor difference = own.subtractFrom(logProbability.exp_());
          gradient.narrow(0, at, part).copy_(difference.mul_(share));
        }
      }
    }
    return gradient;
  }

  /// What the rows should have said.
  sealed interface Truth {
    /// The truth of some neighbouring rows.
    Truth part(long start, long rows);

    /// Cross entropy of each row, `[rows, 1]`.
    Tensor loss(Tensor logProbabilities);

    /// `probabilities - truth`, in place.
    Tensor subtractFrom(Tensor probabilities);
  }

  /// One token each.
  ///
  /// @param labels `[rows, 1]`
  record Labels(Tensor labels) implements Truth {
    @Override
    public Truth part(long start, long rows) {
      return new Labels(labels.narrow(0, start, rows));
    }

    @Override
    public Tensor loss(Tensor logProbabilities) {
      return logProbabilities.gather(1, labels).neg();
    }

    @Override
    public Tensor subtractFrom(Tensor probabilities) {
      Tensor minusOne = torch.full_like(probabilities.narrow(1, 0, 1), new Scalar(-1f));
      return probabilities.scatter_add_(1, labels, minusOne);
    }
  }

  /// A distribution each.
  ///
  /// @param table `[any, vocabulary]`
  /// @param rows of the table, `[rows]`
  record Distributions(Tensor table, Tensor rows) implements Truth {
    @Override
    public Truth part(long start, long count) {
      return new Distributions(table, rows.narrow(0, start, count));
    }

    @Override
    public Tensor loss(Tensor logProbabilities) {
      return table.index_select(0, rows).mul_(logProbabilities).sum(1).unsqueeze(1).neg();
    }

    @Override
    public Tensor subtractFrom(Tensor probabilities) {
      return probabilities.sub_(table.index_select(0, rows));
    }
  }
}
