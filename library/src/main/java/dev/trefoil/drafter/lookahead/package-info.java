/// Lookahead decoding (Fu et al. 2024): the target itself guesses ahead, at positions where it does
/// not know the text yet, and n-grams that come out of that are verified when their first token
/// comes up.
///
/// Law: all that one sequence knows, window and pool, is its own and ends with it.
@NullMarked
package dev.trefoil.drafter.lookahead;

import org.jspecify.annotations.NullMarked;
