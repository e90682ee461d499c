/// Decoding on a CPU: oneDNN for products, the Vector API (or plain loops) for everything else.
///
/// Law: the bits of a result row depend on that row and on what it may see, never on its
/// neighbours, the number of rows, the thread count or the way the work was cut. Native handles and
/// addresses stay inside this package.
@NullMarked
package dev.trefoil.compute.cpu;

import org.jspecify.annotations.NullMarked;
