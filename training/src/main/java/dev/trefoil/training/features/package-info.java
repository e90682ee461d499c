/// Hidden states of the target on the disk, for those who train many drafts: `trefoil data
/// features`. Training computes them on the fly unless it is told to read these.
///
/// Law: bits are those of decoding with the same arithmetic, rounded once if stored in bf16.
@NullMarked
package dev.trefoil.training.features;

import org.jspecify.annotations.NullMarked;
