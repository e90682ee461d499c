package dev.trefoil.training.lm;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.training.run.Cadence;
import dev.trefoil.training.run.RateSettings;
import dev.trefoil.training.run.RateShape;
import dev.trefoil.training.run.RunLength;
import dev.trefoil.training.run.RunSettings;
import java.nio.file.Path;

/// All that a run of [LmTrainer] needs to know.
///
/// @param seed of the initial weights and of the order of the data
/// @param precision of products: bf16 factors, or f32, which is four times slower on a CPU and
///   trains to the same loss within noise; weights and sums are f32 in both
/// @param out directory of the run
/// @param resume continue from the newest whole checkpoint in `out`
/// @param command the command line, for the provenance of the result
public record LmOptions(
    LmShape shape,
    LmData data,
    LmOptimisation optimisation,
    RunLength length,
    Cadence cadence,
    TorchDevice device,
    Precision precision,
    long seed,
    Path out,
    boolean resume,
    String command) {

  RunSettings run() {
    RateSettings rate =
        new RateSettings(
            optimisation.peakRate(),
            optimisation.floorFraction(),
            RateShape.COSINE,
            optimisation.warmupSteps());
    return new RunSettings(out, resume, length, cadence, rate);
  }
}
