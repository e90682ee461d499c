/// From logits to a distribution and a draw: temperature, truncation, penalties, bias.
///
/// Law: plain and speculative decoding come through here with the same logits and the same history,
/// and so get the same distribution to the last bit.
@NullMarked
package dev.trefoil.decoding.sampling;

import org.jspecify.annotations.NullMarked;
