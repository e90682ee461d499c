package dev.trefoil.training.run;

import java.nio.file.Path;

/// How a run ended.
///
/// @param finished false when it was asked to stop before its end
/// @param checkpoint the last one, on the disk
/// @param model what was exported; of an unfinished run its own directory
public record RunResult(boolean finished, TrainState state, Path checkpoint, Path model) {}
