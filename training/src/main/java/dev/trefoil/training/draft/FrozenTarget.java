package dev.trefoil.training.draft;

import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.Target;
import dev.trefoil.torch.TorchBackend;

/// The target in memory, without gradients, on the backend on which its draft trains.
///
/// @param backend of the target and of the draft
/// @param weights of the target; open as long as the run
public record FrozenTarget(TorchBackend backend, Target target, TensorSource weights) {}
