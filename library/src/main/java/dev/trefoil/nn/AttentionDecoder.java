package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.Matrix;

/// The recurrent cell of Clover's heads, "attention decoder" (Xiao et al. 2024a, section 3,
/// equation 2): a state takes in the token that was chosen after it, head by head as far as the two
/// are alike.
///
/// It looks at one state and one token only, so it has no KV cache.
///
/// @param keyValue keys, then values, of the token's embedding
/// @param activated whether the gated value goes through SiLU before it is added
public record AttentionDecoder(
    RmsNorm inputNorm, Linear query, Linear keyValue, HeadGate gate, boolean activated) {

  /// The states after their tokens, `[rows, hidden]`; consumes `states`, keeps `embeddings`.
  public Matrix apply(Matrix states, Matrix embeddings) {
    Backend backend = query.backend();
    long mark = backend.mark();
    Matrix gated =
        backend.headGate(query.apply(inputNorm.apply(states)), keyValue.apply(embeddings), gate);
    Matrix result = backend.add(states, activated ? backend.silu(gated) : gated);
    backend.release(mark);
    return result;
  }
}
