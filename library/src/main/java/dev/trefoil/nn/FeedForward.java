package dev.trefoil.nn;

import dev.trefoil.compute.Matrix;
import java.util.List;

/// The gated feed-forward block, `down(silu(gate x) * up x)` (Shazeer 2020, equation 6).
public record FeedForward(Linear gateUp, Linear down) {

  /// Loads `prefix.gate_proj`, `prefix.up_proj`, `prefix.down_proj`.
  public static FeedForward load(WeightLoader loader, String prefix, boolean bias) {
    return new FeedForward(
        loader.linear(bias, List.of(prefix + ".gate_proj", prefix + ".up_proj")),
        loader.linear(bias, prefix + ".down_proj"));
  }

  /// `[rows, hidden]` to `[rows, hidden]`.
  public Matrix apply(Matrix x) {
    return down.apply(down.backend().swiglu(gateUp.apply(x)));
  }
}
