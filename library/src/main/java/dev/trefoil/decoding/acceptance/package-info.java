/// Which proposed tokens stand: one class per rule.
///
/// Law: every rule here leaves the target's distribution after its processors exactly as it is,
/// unless its name begins with `Lossy`.
@NullMarked
package dev.trefoil.decoding.acceptance;

import org.jspecify.annotations.NullMarked;
