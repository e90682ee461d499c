package dev.trefoil.torch;

import dev.trefoil.compute.Matrix;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The recorded scalars of a backend. Logits that come straight from an output head are never made
/// as a whole, unless somebody has looked at them ([HeadCrossEntropy]).
final class Losses {
  private static final long MEAN = 1;
  private static final long NONE = 0;
  private static final long IGNORED = -1;
  private static final double QUADRATIC_BELOW = 1;

  private final Device device;

  Losses(Device device) {
    this.device = device;
  }

  /// The mean over the labelled rows; at least one must be.
  TorchLoss meanCrossEntropy(TorchMatrix logits, int[] labels) {
    AskedRows asked = labelled(logits, labels, new float[labels.length]);
    if (asked.count() == 0) {
      throw new IllegalArgumentException(
          "all %d labels are -1; at least one row has to count".formatted(labels.length));
    }
    if (logits.pending() != null) {
      float[] shares = new float[labels.length];
      Arrays.fill(shares, 1f / asked.count());
      return crossEntropy(logits, labels, shares);
    }
    try (PointerScope _ = new PointerScope()) {
      Tensor targets = Tensors.ofLongs(labels, labels.length, device);
      return new TorchLoss(
          torch.cross_entropy_loss(
              logits.tensor(), targets, new TensorOptional(), MEAN, IGNORED, 0));
    }
  }

  TorchLoss crossEntropy(TorchMatrix logits, int[] labels, float[] weights) {
    AskedRows asked = labelled(logits, labels, weights);
    try (PointerScope _ = new PointerScope()) {
      Tensor answers = asked.answers(device).unsqueeze(1);
      return crossEntropy(logits, asked, new HeadCrossEntropy.Labels(answers));
    }
  }

  private static AskedRows labelled(Matrix logits, int[] labels, float[] weights) {
    return AskedRows.of(labels, weights, logits.rows(), logits.columns(), "label");
  }

  TorchLoss softCrossEntropy(TorchMatrix logits, Tensor probabilities, RowTargets targets) {
    if (probabilities.size(1) != logits.columns()) {
      throw new IllegalArgumentException(
          "probabilities of %d tokens for logits of %d; both need the same vocabulary"
              .formatted(probabilities.size(1), logits.columns()));
    }
    AskedRows asked = asked(logits, probabilities, targets);
    try (PointerScope _ = new PointerScope()) {
      return crossEntropy(
          logits,
          asked,
          new HeadCrossEntropy.Distributions(probabilities.detach(), asked.answers(device)));
    }
  }

  private TorchLoss crossEntropy(
      TorchMatrix logits, AskedRows asked, HeadCrossEntropy.Truth truth) {
    PendingProduct pending = logits.pending();
    if (pending != null) {
      return new TorchLoss(HeadCrossEntropy.of(pending, asked, truth, device));
    }
    Tensor logProbabilities = torch.log_softmax(asked.of(logits.tensor(), device), 1);
    return new TorchLoss(weighted(truth.loss(logProbabilities).squeeze(1), asked));
  }

  TorchLoss smoothL1(TorchMatrix x, Tensor truth, RowTargets targets) {
    if (truth.size(1) != x.columns()) {
      throw new IllegalArgumentException(
          "rows of %d columns against rows of %d; both need the same width"
              .formatted(x.columns(), truth.size(1)));
    }
    AskedRows asked = asked(x, truth, targets);
    try (PointerScope _ = new PointerScope()) {
      Tensor expected = truth.detach().index_select(0, asked.answers(device));
      Tensor each =
          torch.smooth_l1_loss(asked.of(x.tensor(), device), expected, NONE, QUADRATIC_BELOW);
      return new TorchLoss(weighted(each.mean(1), asked));
    }
  }

  private AskedRows asked(Matrix x, Tensor truth, RowTargets targets) {
    return AskedRows.of(targets.rows(), targets.weights(), x.rows(), truth.size(0), "target row");
  }

  private Tensor weighted(Tensor each, AskedRows asked) {
    return each.mul(asked.weights(device)).sum();
  }

  /// The sum over all entries of `x * factors`.
  TorchLoss weightedSum(Tensor x, float[] factors) {
    try (PointerScope _ = new PointerScope()) {
      return new TorchLoss(x.mul(Tensors.ofFloats(factors, device, x.size(0), x.size(1))).sum());
    }
  }
}
