/// What every training run needs whatever it trains: schedule, log, loss curve, checkpoints.
///
/// Law: a run that is killed at any moment continues from its last whole checkpoint as if it had
/// never stopped.
@NullMarked
package dev.trefoil.training.run;

import org.jspecify.annotations.NullMarked;
