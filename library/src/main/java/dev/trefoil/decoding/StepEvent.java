package dev.trefoil.decoding;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// One decoding step in a flight recording.
@Name("dev.trefoil.DecodingStep")
@Label("Decoding Step")
@Category({"Trefoil", "Decoding"})
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Sequences")
  int sequences;

  @Label("Rows")
  int rows;

  @Label("New Tokens")
  int newTokens;

  @Label("Draft Time")
  @Timespan(Timespan.NANOSECONDS)
  long draftNanos;

  @Label("Verify Time")
  @Timespan(Timespan.NANOSECONDS)
  long verifyNanos;

  @Label("Commit Time")
  @Timespan(Timespan.NANOSECONDS)
  long commitNanos;

  StepEvent() {}
}
