package dev.trefoil.bench;

import dev.trefoil.engine.Generation;

/// An answer and the wall time of its whole generation, prefill included.
record TimedAnswer(Generation answer, long wallNanos) {}
