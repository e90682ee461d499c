package dev.trefoil.bench.result;

/// Where the time went, milliseconds over all questions, the run of median wall time of each.
public record TimeSplit(double prefillMs, double draftMs, double verifyMs, double commitMs) {
  public TimeSplit {
    Require.measured(prefillMs, "prefillMs");
    Require.measured(draftMs, "draftMs");
    Require.measured(verifyMs, "verifyMs");
    Require.measured(commitMs, "commitMs");
  }
}
