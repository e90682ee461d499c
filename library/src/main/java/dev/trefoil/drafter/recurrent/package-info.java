/// Drafting with recurrent heads, whatever the network and whatever the tree: Clover, Clover-2.
///
/// Law: network and tree are independent. A [RecurrentNetwork] knows states, a
/// [dev.trefoil.decoding.TreeRule] knows which tokens to go on from, and [RecurrentDrafter] alone
/// knows both, sequences and their caches.
@NullMarked
package dev.trefoil.drafter.recurrent;

import org.jspecify.annotations.NullMarked;
