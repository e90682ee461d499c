package dev.trefoil.training.draft;

import dev.trefoil.training.data.TokenCorpus;

/// What a draft starts from.
///
/// @param corpus the training data, for what is counted in it (EAGLE-3's vocabulary)
/// @param seed of random initial values
public record DraftStart(TargetModel target, TokenCorpus corpus, long seed) {}
