/// Drafts with random weights, of every trained method, and what their proposals cost.
///
/// Law: a random draft has the published layout and is made by the loader that published drafts go
/// through, so what runs on it runs on those.
@NullMarked
package dev.trefoil.bench.draft;

import org.jspecify.annotations.NullMarked;
