/// Clover-2 (Xiao et al. 2024b): an attention decoder before two augmenting layers, recurrent heads
/// behind them, a static tree of 25.
///
/// Law: the published state dict loads unchanged, and a missing weight is an error.
@NullMarked
package dev.trefoil.drafter.clover2;

import org.jspecify.annotations.NullMarked;
