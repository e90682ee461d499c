package dev.trefoil.engine;

import dev.trefoil.compute.Precision;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What makes two loaded drafters the same.
///
/// @param config of the drafter, a record
/// @param precision of its linear layers; null for the target's
record DraftWeights(Method method, Path path, Object config, @Nullable Precision precision) {}
