/// Conversations on their way to training rows: read, repaired, encoded, cached, packed.
///
/// Law: what comes out depends on the files, the options and the seed, on nothing else.
@NullMarked
package dev.trefoil.training.data;

import org.jspecify.annotations.NullMarked;
