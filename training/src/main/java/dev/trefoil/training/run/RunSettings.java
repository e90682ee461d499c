package dev.trefoil.training.run;

import java.nio.file.Path;

/// What every run needs to know, whatever it trains.
///
/// @param out directory of the run
/// @param resume continue from the newest whole checkpoint in `out`
public record RunSettings(
    Path out, boolean resume, RunLength length, Cadence cadence, RateSettings rate) {}
