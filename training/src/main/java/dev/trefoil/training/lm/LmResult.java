package dev.trefoil.training.lm;

import dev.trefoil.training.run.TrainState;
import java.nio.file.Path;

/// How a run ended.
///
/// @param finished false when it was asked to stop before its end
/// @param checkpoint the last one, on the disk
/// @param model the exported Hugging Face directory; of an unfinished run the place where it will
///   be
public record LmResult(boolean finished, TrainState state, Path checkpoint, Path model) {}
