/// Requests in, text out: a loaded model, a method, and the batch that is being decoded.
///
/// Law: the engine schedules and translates; which token comes next is decided below it.
@NullMarked
package dev.trefoil.engine;

import org.jspecify.annotations.NullMarked;
