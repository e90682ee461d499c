/// Tests of the Jinja subset.
@NullMarked
package dev.trefoil.text.jinja;

import org.jspecify.annotations.NullMarked;
