/// What networks share: layers as weights plus a call.
///
/// Law: a layer holds weights of one backend and no state of any sequence.
@NullMarked
package dev.trefoil.nn;

import org.jspecify.annotations.NullMarked;
