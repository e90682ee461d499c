/// Targets: the Llama family, its KV cache and the hidden states that drafts read.
///
/// Law: a network is immutable and shared; whatever grows with a sequence is in its KV cache.
@NullMarked
package dev.trefoil.model;

import org.jspecify.annotations.NullMarked;
