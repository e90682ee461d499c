/// Spec-Bench's files and formulas: questions in, answer lines out, speed and equality of answer
/// files as the original scripts compute them and as they should be computed.
///
/// Law: nothing here runs a model; a number depends on the files alone.
@NullMarked
package dev.trefoil.bench.specbench;

import org.jspecify.annotations.NullMarked;
