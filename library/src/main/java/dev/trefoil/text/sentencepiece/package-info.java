/// Import of SentencePiece `tokenizer.model` files into the rules that `dev.trefoil.text` runs.
///
/// Law: ids and decoded text are exactly those of the SentencePiece library for the same file, or
/// the file is refused.
@NullMarked
package dev.trefoil.text.sentencepiece;

import org.jspecify.annotations.NullMarked;
