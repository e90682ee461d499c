/// The `trefoil` command: arguments in, text and exit codes out.
///
/// Law: no arithmetic and no policy here; only this module prints, reads the environment or exits.
@NullMarked
package dev.trefoil.cli;

import org.jspecify.annotations.NullMarked;
