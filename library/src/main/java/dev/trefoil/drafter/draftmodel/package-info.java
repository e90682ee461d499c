/// Speculative sampling (Leviathan et al. 2023; Chen et al. 2023): a smaller model of the same
/// vocabulary proposes a chain.
///
/// Law: the draft's KV cache holds a prefix of the sequence after every rollback, so its proposals
/// are those of a draft that had read the text afresh.
@NullMarked
package dev.trefoil.drafter.draftmodel;

import org.jspecify.annotations.NullMarked;
