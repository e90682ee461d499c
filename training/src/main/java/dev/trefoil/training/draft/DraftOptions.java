package dev.trefoil.training.draft;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.training.run.RateSettings;
import dev.trefoil.training.run.RunSettings;
import java.nio.file.Path;
import java.util.SequencedMap;

/// All that a run of [DraftTrainer] needs to know beside its recipe.
///
/// @param target Hugging Face directory of the model whose draft is trained
/// @param targetName by which reports call it
/// @param run where it goes and how long it is
/// @param precision of products: bf16 factors, or f32; weights and sums are f32 in both
/// @param seed of the initial weights, of the order of the data and of noise
/// @param exportHalf whether the exported weights are bf16, else f32
/// @param command the command line, for the provenance of the result
/// @param typed every option by name, written to `settings.json` for runs like this one
public record DraftOptions(
    Path target,
    String targetName,
    DraftData data,
    DraftOptimisation optimisation,
    RunSettings run,
    TorchDevice device,
    Precision precision,
    long seed,
    boolean exportHalf,
    String command,
    SequencedMap<String, Object> typed) {

  /// The rates of an optimisation, for [RunSettings].
  public static RateSettings rates(DraftOptimisation optimisation) {
    return new RateSettings(
        optimisation.peakRate(),
        optimisation.floorFraction(),
        optimisation.shape(),
        optimisation.warmupSteps());
  }
}
