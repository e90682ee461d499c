package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.model.Target;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.ResidualBlock;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
  private final DraftHead shared;
  private final @Nullable HydraPrefixLayer prefixLayer;
  private final @Nullable Weight embedding;
  private final List<Head> heads = new ArrayList<>();

  /// Checks all tensors against the target, then loads them.
  ///
  /// @param checkpoint with published names; may be closed afterwards
  public HydraNetwork(Target target, TensorSource checkpoint) {
    this(target, checkpoint, DraftHead.of(target));
  }

  /// The same with the tokens that are proposed.
  ///
  /// @param shared the output of heads without one of their own; of other outputs its tokens' rows
  ///   are loaded
  @SuppressWarnings("MissingSummary") // the first line says it
  public HydraNetwork(Target target, TensorSource checkpoint, DraftHead shared) {
    HydraTensors tensors = HydraTensors.of(checkpoint);
    tensors.check(target.config());
    this.target = target;
    this.shared = shared;
    this.backend = target.backend();
    WeightLoader loader = new WeightLoader(backend, tensors.source());
    this.prefixLayer = tensors.prefixLayer() ? HydraPrefixLayer.load(tensors, target) : null;
    this.embedding = tensors.ownEmbedding() ? loader.table(HydraTensors.EMBEDDING) : null;
    for (int head = 0; head < tensors.heads(); head++) {
      heads.add(head(loader, tensors, head));
    }
  }

  private Head head(WeightLoader loader, HydraTensors tensors, int head) {
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
        tensors.ownOutputs() ? output(loader, tensors.outputBias(), tensors.output(head)) : null);
  }

  private Linear output(WeightLoader loader, boolean bias, String name) {
    NamedTensor rows = vocabulary().rows(loader.tensor(name + ".weight"));
    List<NamedTensor> biases =
        bias ? List.of(vocabulary().rows(loader.tensor(name + ".bias"))) : List.of();
    return new Linear(backend, backend.linearWeight(List.of(rows), biases));
  }

  /// The tokens of the columns of the logits.
  public DraftVocabulary vocabulary() {
    return shared.vocabulary();
  }

  /// The weights of published heads: Hydra++ with a prefix layer and four blocks per head, or plain
  /// Hydra with one.
  public static TensorManifest manifest(ModelConfig target, int heads, boolean prefixLayer) {
    return HydraTensors.published(heads, prefixLayer).manifest(target);
  }

  public int heads() {
    return heads.size();
  }

  /// The weights that training makes: those of published heads without the copy of the target's
  /// embedding table, which it leaves as it is.
  ///
  /// @param blocks of each head; from the second on they are one block under several names
  /// @param ownOutputs whether each head has an output of its own, or all share the target's
  public static TensorManifest trainedManifest(
      ModelConfig target, int heads, int blocks, boolean prefixLayer, boolean ownOutputs) {
    return HydraTensors.trained(heads, blocks, prefixLayer, ownOutputs).manifest(target);
  }

  /// The decoder layer of Hydra++, or null for plain Hydra.
  @Nullable HydraPrefixLayer prefixLayer() {
    return prefixLayer;
  }

  /// The states from which the heads start: the prefix layer's answer to the rows, or without that
  /// layer the rows themselves; consumes `hidden`, `[rows, hidden]`.
  public Matrix start(Matrix hidden, RowLayout layout) {
    return prefixLayer == null ? hidden : prefixLayer.apply(hidden, layout);
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
    return logits(head, z, UnaryOperator.identity());
  }

  /// The same with something done to the input of every block and of the output: dropout, in
  /// training.
  ///
  /// @param input keeps its argument
  public Matrix logits(int head, Matrix z, UnaryOperator<Matrix> input) {
    Head weights = heads.get(head);
    Matrix first = input.apply(z);
    Matrix gate = backend.silu(weights.gate().apply(first)); // [rows, hidden]
    Matrix state = backend.add(gate, weights.connection().apply(first));
    for (ResidualBlock block : weights.blocks()) {
      state = block.apply(input.apply(state));
    }
    state = input.apply(state);
    Linear output = weights.output();
    return output == null ? shared.logits(state) : output.apply(state);
  }
}
