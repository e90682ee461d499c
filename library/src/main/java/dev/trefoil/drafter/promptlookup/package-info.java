/// Prompt lookup decoding (Saxena 2023): the text repeats itself, so copy from it.
///
/// Law: proposes from the sequence's own tokens and nothing else; keeps no state.
@NullMarked
package dev.trefoil.drafter.promptlookup;

import org.jspecify.annotations.NullMarked;
