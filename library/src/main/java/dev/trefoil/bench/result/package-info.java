/// What a benchmark run found: plain records, the same in memory, in `report.json` and in the pages
/// made from it.
///
/// Law: a record holds what was measured, never how it is shown. A figure that was not measured, or
/// that has no value (a rate over no tokens), is NaN; it is never zero.
@NullMarked
package dev.trefoil.bench.result;

import org.jspecify.annotations.NullMarked;
