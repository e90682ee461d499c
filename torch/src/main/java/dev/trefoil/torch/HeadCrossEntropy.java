package dev.trefoil.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Mean cross entropy of an output head's logits without keeping the logits.
///
/// The gradient of the loss by the logits, `(softmax - one hot) / rows`, is known as soon as the
/// logits are. So both gradients of the head are made at once, a few rows of logits at a time, and
/// handed to autograd as a linear functional. Rows without a label cost nothing.
final class HeadCrossEntropy {
  private static final long ENTRIES_AT_ONCE = 1 << 22; // 16 MB of logits
  private static final long GRADIENTS_AT_ONCE = 1 << 26;

  private final Tensor rows; // [rows, in], only those with a label
  private final Tensor labels; // [rows, 1]
  private final TorchWeight weight;
  private final Tensor factor; // [vocabulary, in]
  private final Tensor narrow; // the rows in the factor's type
  private final Tensor total; // []

  private HeadCrossEntropy(PendingProduct logits, int[] allLabels, Device device) {
    int[] labelled = new int[allLabels.length];
    int[] targets = new int[allLabels.length];
    int count = 0;
    for (int row = 0; row < allLabels.length; row++) {
      if (allLabels[row] >= 0) {
        labelled[count] = row;
        targets[count++] = allLabels[row];
      }
    }
    this.weight = logits.weight();
    this.rows =
        count == allLabels.length
            ? logits.input()
            : logits.input().index_select(0, Tensors.ofLongs(labelled, count, device));
    this.labels = Tensors.ofLongs(targets, count, device).unsqueeze(1);
    try (Gradients _ = Gradients.off()) {
      this.factor = weight.factor();
      this.narrow = weight.round(rows);
    }
    this.total = torch.empty(new long[0], Tensors.options(ScalarType.Float, device), null).zero_();
  }

  /// The loss; its value is a constant and its gradient that of the functional. Call inside a
  /// pointer scope.
  static Tensor of(PendingProduct logits, int[] labels, Device device) {
    HeadCrossEntropy run = new HeadCrossEntropy(logits, labels, device);
    if (!GradMode.is_enabled()) {
      run.accumulate(null, null);
      return run.mean();
    }
    Tensor leaf = run.weight.parameter().leaf();
    Tensor rowGradient = torch.zeros_like(run.rows.detach());
    Tensor weightGradient = torch.zeros_like(leaf.detach());
    try (Gradients _ = Gradients.off()) {
      run.accumulate(rowGradient, weightGradient);
    }
    Tensor functional = run.rows.mul(rowGradient).sum().add(leaf.mul(weightGradient).sum());
    return functional.sub(functional.detach()).add(run.mean());
  }

  private Tensor mean() {
    return total.div(new Scalar((double) rows.size(0)));
  }

  private void accumulate(@Nullable Tensor rowGradient, @Nullable Tensor weightGradient) {
    long count = rows.size(0);
    long step = Math.max(1, GRADIENTS_AT_ONCE / factor.size(0));
    for (long start = 0; start < count; start += step) {
      long size = Math.min(step, count - start);
      try (PointerScope _ = new PointerScope()) {
        Tensor gradient = logitGradient(start, size, rowGradient != null);
        if (rowGradient != null && weightGradient != null) {
          rowGradient.narrow(0, start, size).copy_(torch.mm(gradient, factor));
          weightGradient.add_(torch.mm(gradient.t(), narrow.narrow(0, start, size)));
        }
      }
    }
  }

  /// Adds the losses of the rows to the total and returns the gradient of the mean by their logits.
  private Tensor logitGradient(long start, long size, boolean wanted) {
    long vocabulary = factor.size(0);
    Tensor gradient = narrow.new_empty(wanted ? size : 0, vocabulary);
    Scalar share = new Scalar(1.0 / rows.size(0));
    long step = Math.max(1, ENTRIES_AT_ONCE / vocabulary);
    for (long at = 0; at < size; at += step) {
      long part = Math.min(step, size - at);
      try (PointerScope _ = new PointerScope()) {
        Tensor logits = weight.product(narrow.narrow(0, start + at, part));
        Tensor own = labels.narrow(0, start + at, part);
        Tensor logProbability = torch.log_softmax(logits, 1);
        total.sub_(logProbability.gather(1, own).sum());
        if (wanted) {
          Tensor probability = logProbability.exp_();
          probability.scatter_add_(
              1, own, torch.full_like(probability.narrow(1, 0, 1), new Scalar(-1f)));
          gradient.narrow(0, at, part).copy_(probability.mul_(share));
        }
      }
    }
    return gradient;
  }
}
