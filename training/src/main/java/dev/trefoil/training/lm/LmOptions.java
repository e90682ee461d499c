package dev.trefoil.training.lm;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
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
    LmCadence cadence,
    TorchDevice device,
    Precision precision,
    long seed,
    Path out,
    boolean resume,
    String command) {}
