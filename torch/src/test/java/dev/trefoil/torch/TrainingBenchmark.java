package dev.trefoil.torch;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Llama;

/// Tokens per second of forward, backward and update of the demo shape: a program, not a test.
///
/// Arguments: batch, length, steps, dtype, threads (default 8 512 6 bf16 and all cores).
final class TrainingBenchmark {
  private TrainingBenchmark() {}

  public static void main(String[] arguments) {
    int batch = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int length = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 512;
    int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 6;
    Precision precision = Precision.parse(arguments.length > 3 ? arguments[3] : "bf16");
    ModelConfig config = TinyModels.config(384, 6, 6, 6, 1024, 8192);
    if (arguments.length > 4) {
      TorchSettings.threads(Integer.parseInt(arguments[4]));
    }
    TorchSettings.matmulPrecision(TorchSettings.MatmulPrecision.MEDIUM);
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, precision, true)) {
      Llama llama = new Llama(config, backend, TinyModels.random(config, 1), length);
      AdamW optimiser = new AdamW(backend.parameters(), AdamWSettings.languageModel());
      RowLayout layout = TinyModels.causal(batch, length);
      int[] ids = TinyModels.randomIds(batch * length, 8192, 2);
      for (int step = 0; step < steps; step++) {
        long start = System.nanoTime();
        backend.beginStep();
        optimiser.clearGradients();
        Matrix logits = llama.logits(llama.forward(ids, layout, FeatureTaps.NONE).finalNorm());
        double value;
        long forward = System.nanoTime();
        long backward;
        try (TorchLoss loss = backend.crossEntropy(logits, ids)) {
          value = loss.value();
          forward = System.nanoTime();
          loss.backward();
          backward = System.nanoTime();
        }
        double norm = optimiser.clipGradientNorm(1);
        optimiser.step(1e-3);
        long end = System.nanoTime();
        System.out.printf(
            "loss %.4f norm %.3f %.0f tokens/s: forward %d backward %d update %d ms%n",
            value,
            norm,
            1e9 * batch * length / (end - start),
            (forward - start) / 1000000,
            (backward - forward) / 1000000,
            (end - backward) / 1000000);
      }
      optimiser.close();
    }
  }
}
