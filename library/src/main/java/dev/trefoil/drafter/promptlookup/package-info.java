/// Prompt lookup decoding (Saxena 2023): the text repeats itself, so copy from it.
///
/// Law: proposes from the sequence's own tokens and nothing else; a step costs what is new in it,
/// however long the text.
@NullMarked
package dev.trefoil.drafter.promptlookup;

import org.jspecify.annotations.NullMarked;
