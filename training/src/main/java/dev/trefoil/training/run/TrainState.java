package dev.trefoil.training.run;

import dev.trefoil.training.data.DataPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a run stands, weights and optimiser apart. What the next step does depends on this, on the
/// tensors of the checkpoint and on the options of the run, on nothing else: data order, initial
/// weights and the noise of a step come from seeds.
///
/// @param fingerprints of everything that must stay the same over a resume, by name
/// @param step steps done
/// @param tokens tokens seen, padding included
/// @param seconds running time, pauses between runs left out
/// @param position next training row
/// @param trainLoss loss of the last step
/// @param validationLoss last validation, null before the first
/// @param bestLoss lowest validation so far, null before the first
/// @param bestStep step of the lowest validation
public record TrainState(
    Map<String, String> fingerprints,
    long step,
    long tokens,
    double seconds,
    DataPosition position,
    RatePlan plan,
    double trainLoss,
    @Nullable Double validationLoss,
    @Nullable Double bestLoss,
    long bestStep) {

  public TrainState {
    fingerprints = Map.copyOf(fingerprints);
  }

  /// Before the first step.
  public static TrainState beginning(
      Map<String, String> fingerprints, DataPosition position, RatePlan plan) {
    return new TrainState(fingerprints, 0, 0, 0, position, plan, 0, null, null, -1);
  }

  /// After one more step.
  public TrainState stepped(
      int stepTokens, double nowSeconds, DataPosition nextPosition, double loss) {
    return new TrainState(
        fingerprints,
        step + 1,
        tokens + stepTokens,
        nowSeconds,
        nextPosition,
        plan,
        loss,
        validationLoss,
        bestLoss,
        bestStep);
  }

  /// After a validation at this step.
  public TrainState validated(double loss) {
    boolean best = bestLoss == null || loss < bestLoss;
    return new TrainState(
        fingerprints,
        step,
        tokens,
        seconds,
        position,
        plan,
        trainLoss,
        loss,
        best ? (Double) loss : bestLoss,
        best ? step : bestStep);
  }

  /// The same with another plan.
  public TrainState withPlan(RatePlan newPlan) {
    return new TrainState(
        fingerprints,
        step,
        tokens,
        seconds,
        position,
        newPlan,
        trainLoss,
        validationLoss,
        bestLoss,
        bestStep);
  }

  /// The same at a later time.
  public TrainState at(double nowSeconds) {
    return new TrainState(
        fingerprints,
        step,
        tokens,
        nowSeconds,
        position,
        plan,
        trainLoss,
        validationLoss,
        bestLoss,
        bestStep);
  }
}
