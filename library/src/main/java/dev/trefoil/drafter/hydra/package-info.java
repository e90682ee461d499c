/// Hydra and Hydra++ (Ankner et al. 2024): heads like Medusa's that know the tokens of the path
/// before them; Hydra++ reads the target's hidden states through a decoder layer of its own first.
///
/// Law: after every step the prefix layer's cache and the rows kept for it hold what the target's
/// cache holds, position by position; a sequence for which that is not so gets no proposals.
@NullMarked
package dev.trefoil.drafter.hydra;

import org.jspecify.annotations.NullMarked;
