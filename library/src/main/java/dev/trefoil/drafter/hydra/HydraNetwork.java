package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.model.Target;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.ResidualBlock;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hydra's heads (Ankner et al. 2024, section 3): head `i`, from 0 on, takes the state before the
/// root and the embeddings of the path's first `i + 1` tokens to logits of the path's next token.
///
/// Immutable, made of weights of the target's backend.
public final class HydraNetwork {
  /// The first block is `R z + silu(A z)`.
  ///
  /// @param blocks those that follow
  /// @param output the head's own, or null for the target's
  private record Head(
      Linear connection, Linear gate, List<ResidualBlock> blocks, @Nullable Linear output) {}

  private final Target target;
  private final Backend backend;
  private final @Nullable HydraPrefixLayer prefixLayer;
  private final @Nullable Weight embedding;
  private final List<Head> heads = new ArrayList<>();

  /// Checks all tensors against the target, then loads them.
  ///
  /// @param checkpoint with published names; may be closed afterwards
  public HydraNetwork(Target target, TensorSource checkpoint) {
    HydraTensors tensors = HydraTensors.of(checkpoint);
    tensors.check(target.config());
    this.target = target;
    this.backend = target.backend();
    WeightLoader loader = new WeightLoader(backend, tensors.source());
    this.prefixLayer = tensors.prefixLayer() ? HydraPrefixLayer.load(tensors, target) : null;
    this.embedding = tensors.ownEmbedding() ? loader.table(HydraTensors.EMBEDDING) : null;
    for (int head = 0; head < tensors.heads(); head++) {
      heads.add(head(loader, tensors, head));
    }
  }

  private static Head head(WeightLoader loader, HydraTensors tensors, int head) {
    String first = tensors.block(head, tensors.blocks().getFirst());
    List<String> others =
        tensors.blocks().stream()
            .skip(1)
            .map(module -> tensors.block(head, module) + ".linear")
            .toList();
    return new Head(
        loader.linear(true, first + ".res_connection"),
        loader.linear(true, first + ".linear"),
        ResidualBlock.chain(loader, others),
        tensors.ownOutputs() ? loader.linear(tensors.outputBias(), tensors.output(head)) : null);
  }

  /// The weights of published heads: Hydra++ with a prefix layer and four blocks per head, or plain
  /// Hydra with one.
  public static TensorManifest manifest(ModelConfig target, int heads, boolean prefixLayer) {
    return HydraTensors.published(heads, prefixLayer).manifest(target);
  }

  public int heads() {
    return heads.size();
  }

  /// The decoder layer of Hydra++, or null for plain Hydra.
  @Nullable HydraPrefixLayer prefixLayer() {
    return prefixLayer;
  }

  /// Appends the embeddings of the tokens to the rows' inputs: `[rows, n]` to `[rows, n + hidden]`.
  public Matrix append(Matrix inputs, int[] ids) {
    int rows = inputs.rows();
    Matrix embedded =
        embedding == null
            ? target.network().embed(ids, rows)
            : backend.embed(embedding, ids, rows); // [rows, hidden]
    return backend.concat(inputs, embedded);
  }

  /// Logits of one head: `[rows, (head + 2) hidden]` to `[rows, vocabulary]`; `z` stays.
  public Matrix logits(int head, Matrix z) {
    Head weights = heads.get(head);
    Matrix gate = backend.silu(weights.gate().apply(z)); // [rows, hidden]
    Matrix state = backend.add(gate, weights.connection().apply(z));
    for (ResidualBlock block : weights.blocks()) {
      state = block.apply(state);
    }
    Linear output = weights.output();
    return output == null ? target.network().logits(state) : output.apply(state);
  }
}
