/// Medusa (Cai et al. 2024): extra heads on the target's last hidden state guess the tokens further
/// ahead, each without knowing the others' choices.
///
/// Law: a proposal depends on the hidden state of the last accepted token and on nothing else.
@NullMarked
package dev.trefoil.drafter.medusa;

import org.jspecify.annotations.NullMarked;
