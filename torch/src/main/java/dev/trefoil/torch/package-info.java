/// The seam on libtorch: the same networks, differentiable, on CPU or CUDA.
///
/// Law: a native type never appears in a public signature of this package.
@NullMarked
package dev.trefoil.torch;

import org.jspecify.annotations.NullMarked;
