/// What several test packages share.
@NullMarked
package dev.trefoil.testing;

import org.jspecify.annotations.NullMarked;
