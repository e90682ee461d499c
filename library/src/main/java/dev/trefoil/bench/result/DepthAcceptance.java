package dev.trefoil.bench.result;

/// How often drafts of one depth are accepted. Depth 1 is the first drafted token.
///
/// @param proposed steps whose tree reached this depth
/// @param accepted steps whose accepted path reached this depth
public record DepthAcceptance(int depth, long proposed, long accepted) {
  public DepthAcceptance {
    Require.atLeast(1, depth, "depth");
    Require.atLeast(0, accepted, "accepted");
    if (accepted > proposed) {
      throw new IllegalArgumentException(
          "depth %d: %d steps accepted, %d proposed; no step accepts what was not proposed"
              .formatted(depth, accepted, proposed));
    }
  }

  /// Accepted by proposed, NaN where none was proposed.
  public double rate() {
    return proposed == 0 ? Double.NaN : accepted / (double) proposed;
  }
}
