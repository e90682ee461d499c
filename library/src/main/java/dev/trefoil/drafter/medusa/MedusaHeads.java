package dev.trefoil.drafter.medusa;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.Target;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.ResidualBlock;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Medusa's heads (Cai et al. 2024, section 3.1): head `k`, from 0 on, takes the target's
/// normalised hidden state at position `t` to logits of the token at `t + k + 2`.
///
/// Immutable, made of weights of the target's backend.
public final class MedusaHeads {
  /// @param output the head's own, or null for the target's
  private record Head(List<ResidualBlock> blocks, @Nullable Linear output) {}

  private final Target target;
  private final List<Head> heads = new ArrayList<>();

  /// Checks all tensors against the target, then loads the heads.
  ///
  /// @param checkpoint with published names, merged or not; may be closed afterwards
  /// @param maxHeads how many to load at most
  public MedusaHeads(Target target, TensorSource checkpoint, int maxHeads) {
    MedusaTensors tensors = MedusaTensors.of(checkpoint);
    tensors.check(target.config().hiddenSize(), target.config().vocabularySize());
    this.target = target;
    WeightLoader loader = new WeightLoader(target.backend(), tensors.source());
    for (int head = 0; head < Math.min(maxHeads, tensors.heads()); head++) {
      List<ResidualBlock> blocks = ResidualBlock.chain(loader, tensors.blocksOf(head));
      Linear output = tensors.ownOutputs() ? loader.linear(false, tensors.output(head)) : null;
      heads.add(new Head(blocks, output));
    }
  }

  /// The weights of published heads: one residual block each, and an output of their own.
  public static TensorManifest manifest(ModelConfig target, int heads) {
    return MedusaTensors.manifest(heads, 1, true, target.hiddenSize(), target.vocabularySize());
  }

  public int count() {
    return heads.size();
  }

  /// Logits of one head: `[rows, hidden]` to `[rows, vocabulary]`; `x` stays.
  public Matrix logits(int head, Matrix x) {
    Matrix state = x;
    for (ResidualBlock block : heads.get(head).blocks()) {
      state = block.apply(state);
    }
    Linear output = heads.get(head).output();
    return output == null ? target.network().logits(state) : output.apply(state);
  }
}
