/// The published training recipes, one class per method.
///
/// Law: defaults are the authors'; where they are silent the class says what was chosen and why.
@NullMarked
package dev.trefoil.training.recipe;

import org.jspecify.annotations.NullMarked;
