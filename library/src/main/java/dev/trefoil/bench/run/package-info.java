/// Runs methods against plain decoding: pairs of runs, kept one by one, and the report over them.
///
/// Law: what was measured is written down before the next run begins; a report is made from what
/// was written down and from nothing else.
@NullMarked
package dev.trefoil.bench.run;

import org.jspecify.annotations.NullMarked;
