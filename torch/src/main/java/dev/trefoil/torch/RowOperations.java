package dev.trefoil.torch;

import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.Rotary;
import java.util.IdentityHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The differentiable compositions of the seam that are more than one libtorch operator.
final class RowOperations implements AutoCloseable {
  /// @param cosine `[positions, 1, 1, headDim / 2]`
  /// @param signedSine `[positions, 1, 2, headDim / 2]`, minus the sine, then the sine
  private record Tables(Tensor cosine, Tensor signedSine) {}

  private final Device device;
  private final IdentityHashMap<Rotary, Tables> tables = new IdentityHashMap<>();

  RowOperations(Device device) {
    this.device = device;
  }

  static Tensor rmsNorm(Tensor x, Tensor gain, float epsilon) {
    long[] shape = {gain.numel()};
    return torch.rms_norm(x, shape, new TensorOptional(gain), new DoubleOptional(epsilon));
  }

  static Tensor headNorm(Tensor x, int firstColumn, int heads, Tensor gain, float epsilon) {
    long rows = x.size(0);
    long headDim = gain.numel();
    long width = heads * headDim;
    long rest = x.size(1) - firstColumn - width;
    TensorVector parts = x.split_with_sizes(new long[] {firstColumn, width, rest}, 1);
    Tensor normed =
        rmsNorm(parts.get(1).reshape(rows, heads, headDim), gain, epsilon).view(rows, width);
    return torch.cat(new TensorVector(parts.get(0), normed, parts.get(2)), 1);
  }

  /// With heads as `[2, headDim / 2]`, rotation is `x * cosine + flip(x) * (-sine, sine)`.
  Tensor rotate(Tensor x, Rotary rotary, int heads, Tensor positions) {
    Tables table = tables.computeIfAbsent(rotary, this::upload);
    long rows = x.size(0);
    long half = rotary.headDim() / 2;
    long width = 2 * half * heads;
    Tensor cosine = table.cosine().index_select(0, positions); // [rows, 1, 1, half]
    Tensor sine = table.signedSine().index_select(0, positions); // [rows, 1, 2, half]
    TensorVector parts = x.split_with_sizes(new long[] {width, x.size(1) - width}, 1);
    Tensor pairs = parts.get(0).unflatten(1, heads, 2, half); // [rows, heads, 2, half]
    Tensor rotated = pairs.mul(cosine).addcmul(pairs.flip(2), sine);
    return torch.cat(new TensorVector(rotated.view(rows, width), parts.get(1)), 1);
  }

  static Tensor swiglu(Tensor gateUp) {
    TensorVector parts = gateUp.split(gateUp.size(1) / 2, 1);
    return torch.silu(parts.get(0)).mul(parts.get(1));
  }

  static Tensor headGate(Tensor query, Tensor keyValue, HeadGate gate) {
    long rows = query.size(0);
    int headDim = Math.toIntExact(query.size(1) / gate.heads());
    TensorVector parts = keyValue.split(query.size(1), 1);
    Tensor q = query.reshape(rows, gate.heads(), headDim);
    Tensor k = parts.get(0).reshape(rows, gate.heads(), headDim);
    Tensor v = parts.get(1).reshape(rows, gate.heads(), headDim);
    Tensor likeness = // [rows, heads, 1]
        switch (gate.similarity()) {
          case COSINE -> torch.cosine_similarity(q, k, 2, gate.epsilon()).unsqueeze(2);
          case SCALED_DOT -> q.mul(k).sum(2).unsqueeze(2).div(new Scalar(Math.sqrt(headDim)));
        };
    return likeness.mul(v).reshape(rows, query.size(1));
  }

  private Tables upload(Rotary rotary) {
    int half = rotary.headDim() / 2;
    float[] sine = rotary.sine();
    float[] signed = new float[2 * sine.length];
    for (int i = 0; i < sine.length; i++) {
      int at = i / half * 2 * half + i % half;
      signed[at] = -sine[i];
      signed[at + half] = sine[i];
    }
    try (PointerScope _ = new PointerScope()) {
      return new Tables(
          Tensors.hold(Tensors.ofFloats(rotary.cosine(), device, rotary.positions(), 1, 1, half)),
          Tensors.hold(Tensors.ofFloats(signed, device, rotary.positions(), 1, 2, half)));
    }
  }

  @Override
  public void close() {
    for (Tables table : tables.values()) {
      table.cosine().close();
      table.signedSine().close();
    }
    tables.clear();
  }
}
