/// Suffix automaton drafting (SAM-Decoding, Hu et al. 2024, section 3; its dynamic automaton
/// without a tree model): the longest suffix of the text that occurred before says what may follow.
///
/// Law: proposes from the sequence's own tokens and nothing else; reading a token takes constant
/// time on average, however long the text.
@NullMarked
package dev.trefoil.drafter.suffixautomaton;

import org.jspecify.annotations.NullMarked;
