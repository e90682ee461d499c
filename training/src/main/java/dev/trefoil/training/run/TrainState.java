package dev.trefoil.training.run;

import dev.trefoil.training.data.DataPosition;
import org.jspecify.annotations.Nullable;

/// Where a run stands, weights and optimiser apart. What the next step does depends on this, on the
/// tensors of the checkpoint and on the options of the run, on nothing else: data order and initial
/// weights come from seeds, and there is no dropout.
///
/// @param fingerprint of everything that must stay the same over a resume
/// @param step steps done
/// @param tokens tokens seen, padding included
/// @param seconds running time, pauses between runs left out
/// @param position next training row
/// @param trainLoss loss of the last step
/// @param validationLoss last validation, null before the first
/// @param bestLoss lowest validation so far, null before the first
/// @param bestStep step of the lowest validation
public record TrainState(
    String fingerprint,
    long step,
    long tokens,
    double seconds,
    DataPosition position,
    RatePlan plan,
    double trainLoss,
    @Nullable Double validationLoss,
    @Nullable Double bestLoss,
    long bestStep) {

  /// After one more step.
  public TrainState stepped(
      int stepTokens, double nowSeconds, DataPosition nextPosition, double loss) {
    return new TrainState(
        fingerprint,
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
        fingerprint,
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
        fingerprint,
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
        fingerprint,
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
