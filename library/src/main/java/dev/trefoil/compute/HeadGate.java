package dev.trefoil.compute;

/// How a token's value enters a recurrent state, head by head: the value is scaled by the likeness
/// of the state's query and the token's key (Clover, Xiao et al. 2024a, section 3). With one key
/// per query a softmax would always be 1, so there is none.
///
/// @param heads number of heads; rows are split into that many equal parts
/// @param similarity what likeness is
/// @param epsilon smallest length by which a query or key is divided; only for the cosine
public record HeadGate(int heads, Similarity similarity, float epsilon) {

  /// The factor of a value.
  public enum Similarity {
    /// The cosine of query and key.
    COSINE,
    /// Their dot product divided by the square root of the head size.
    SCALED_DOT
  }

  public HeadGate {
    if (heads < 1 || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "a gate of %d heads with epsilon %s; at least 1 head and a positive epsilon are needed"
              .formatted(heads, epsilon));
    }
  }
}
