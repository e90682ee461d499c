package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Llama;
import dev.trefoil.torch.AdamW;
import dev.trefoil.torch.AdamWSettings;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchLoss;
import dev.trefoil.training.data.Batch;
import java.util.List;
import java.util.Map;

/// The network in training: weights, optimiser, and what a step does to them.
///
/// Owned by the training thread, which closes it.
final class LmNetwork implements AutoCloseable {
  private final TorchBackend backend;
  private final Llama network;
  private final AdamW optimiser;
  private final double clipNorm;
  private final RowLayout layout = new RowLayout();
  private int layoutRows;
  private int layoutRowTokens;

  LmNetwork(
      ModelConfig config,
      TensorSource weights,
      LmOptimisation optimisation,
      TorchDevice device,
      Precision precision) {
    this.backend = TorchBackend.open(device, precision, true);
    this.network = new Llama(config, backend, weights, config.contextLength());
    this.optimiser =
        new AdamW(
            backend.parameters(),
            new AdamWSettings(
                optimisation.beta1(),
                optimisation.beta2(),
                1e-8,
                optimisation.weightDecay(),
                false,
                Double.POSITIVE_INFINITY));
    this.clipNorm = optimisation.clipNorm() == 0 ? Double.MAX_VALUE : optimisation.clipNorm();
  }

  /// What a training step found before it moved the weights.
  record Step(double loss, double gradientNorm) {
    boolean finite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /// One step. The weights stay as they are when loss or gradient is not finite.
  Step train(Batch batch, double rate) {
    optimiser.clearGradients();
    double value;
    try (TorchLoss loss = backend.crossEntropy(logits(batch), batch.labels())) {
      value = loss.value();
      loss.backward();
    }
    double norm = optimiser.clipGradientNorm(clipNorm);
    Step step = new Step(value, norm);
    if (step.finite()) {
      optimiser.step(rate);
    }
    return step;
  }

  /// Mean loss per labelled token over all batches.
  double evaluate(List<Batch> batches) {
    double[] sum = new double[2]; // loss, tokens
    backend.withoutGradients(
        () -> {
          for (Batch batch : batches) {
            if (batch.labelled() == 0) {
              continue;
            }
            try (TorchLoss loss = backend.crossEntropy(logits(batch), batch.labels())) {
              sum[0] += loss.value() * batch.labelled();
              sum[1] += batch.labelled();
            }
          }
        });
    return sum[0] / sum[1];
  }

  private Matrix logits(Batch batch) {
    backend.beginStep();
    layOut(batch.rows(), batch.rowTokens());
    return network.logits(network.forward(batch.ids(), layout, FeatureTaps.NONE).finalNorm());
  }

  private void layOut(int rows, int rowTokens) {
    if (rows == layoutRows && rowTokens == layoutRowTokens) {
      return;
    }
    layout.clear();
    for (int row = 0; row < rows; row++) {
      layout.beginSegment(null, 0);
      for (int position = 0; position < rowTokens; position++) {
        layout.addCausalRow(position);
      }
    }
    layoutRows = rows;
    layoutRowTokens = rowTokens;
  }

  /// Copies of the weights under their checkpoint names, f32.
  Map<String, HostTensor> weights() {
    return backend.exportTensors(DataType.F32);
  }

  /// Copies of the optimiser's state.
  Map<String, HostTensor> optimiserState() {
    return optimiser.exportState();
  }

  void restoreOptimiser(TensorSource state) {
    optimiser.importState(state);
  }

  long parameters() {
    return backend.parameters().stream().mapToLong(parameter -> parameter.elements()).sum();
  }

  @Override
  public void close() {
    optimiser.close();
    backend.close();
  }
}
