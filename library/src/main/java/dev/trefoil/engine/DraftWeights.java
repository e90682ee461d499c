package dev.trefoil.engine;

import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.vocabulary.VocabularyChoice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What makes two loaded drafters the same.
///
/// @param config of the drafter, a record
/// @param vocabulary how much of its vocabulary file is used
/// @param precision of its linear layers; null for the target's
record DraftWeights(
    Method method,
    Path path,
    Object config,
    VocabularyChoice vocabulary,
    @Nullable Precision precision) {}
