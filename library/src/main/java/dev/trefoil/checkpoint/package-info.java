/// From files of others to named tensors and validated configs.
///
/// Law: nothing read here is trusted; every refusal names the file, the tensor and what to do.
@NullMarked
package dev.trefoil.checkpoint;

import org.jspecify.annotations.NullMarked;
