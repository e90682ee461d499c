@NullMarked
package dev.trefoil.torch;

import org.jspecify.annotations.NullMarked;
