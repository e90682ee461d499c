/// Measurements of the engine and of decoding methods.
///
/// Law: every figure carries what made it: machine, shape, seed, and the conditions of its own run.
@NullMarked
package dev.trefoil.bench;

import org.jspecify.annotations.NullMarked;
