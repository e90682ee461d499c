/// The target's own answers to the questions of conversations: `trefoil data regenerate`.
///
/// Law: what is written depends on the model, the questions and the options, not on the method, the
/// batch, or how often the run was killed. What depends on the clock goes to the report only.
@NullMarked
package dev.trefoil.training.regenerate;

import org.jspecify.annotations.NullMarked;
