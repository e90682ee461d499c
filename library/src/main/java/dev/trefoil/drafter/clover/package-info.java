/// Clover (Xiao et al. 2024a, arXiv 2405.00263): an augmenting block behind the target, then one
/// recurrent cell for all heads and one residual block per head; the target's output head serves
/// them all. No code or weights were ever published; the paper defines the method.
///
/// Law: where the paper is silent, the decision stands here and in the draft's own config.
///
/// - The product of query and key is a cosine per head, and its product with the value goes through
///   SiLU before it is added: figure 5 draws the SiLU, and the code of Clover-2 has the cosine and,
///   switched off, the SiLU. The keys `similarity` (`cosine`, `scaled_dot`) and `activation`
///   (`silu`, `none`) of the block `clover` in `config.json` say otherwise.
/// - The augmenting block ends in a norm (initialised from the target's final norm, as in
///   Clover-2), so that residual blocks which start as the identity hand the output head what it is
///   used to.
/// - The augmenting block has its feed-forward half, as published, and turns heads as the draft's
///   config says, which is the target's rotation: it begins as a copy of the target's last block.
/// - Query, key and value have no biases: the paper has matrices only.
/// - Training weighs head `i` with `0.7^i`, the factor of Clover-2's code.
/// - The open points of the tree are decided in [dev.trefoil.decoding.TreeRule.Clover].
@NullMarked
package dev.trefoil.drafter.clover;

import org.jspecify.annotations.NullMarked;
