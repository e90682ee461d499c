/// SD2, the sorted draft (Kavehzadeh et al. 2024, "S2D: Sorted Speculative Decoding"; published
/// code of SD2, 2025): one draft model from several of whose layers one can exit, each token or
/// each level of a tree at the first exit that is confident.
///
/// Law: a layer that was skipped is caught up on exactly before anything attends to it, so an
/// exit's logits are those of a pass at that depth over the whole text.
@NullMarked
package dev.trefoil.drafter.sorted;

import org.jspecify.annotations.NullMarked;
