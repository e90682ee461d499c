/// Trains a Llama-family language model from random weights: conversations in, a Hugging Face
/// checkpoint out.
///
/// Law: the network that trains is the network that decodes, `dev.trefoil.model.Llama`, with the
/// same weights file.
@NullMarked
package dev.trefoil.training.lm;

import org.jspecify.annotations.NullMarked;
