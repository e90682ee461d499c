/// Proofs of losslessness that anyone can run.
///
/// Law: a proof says how it could have failed, and its tests show that it does.
@NullMarked
package dev.trefoil.bench.prove;

import org.jspecify.annotations.NullMarked;
