package dev.trefoil.drafter.clover2;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.drafter.recurrent.RecurrentNetwork;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.RopeFrequencies;
import dev.trefoil.nn.AttentionDecoder;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;

/// Clover-2's network (Xiao et al. 2024b, section 3; the details are those of its code).
///
/// An attention decoder joins each hidden state with the token after it; augmenting layers read the
/// result over the whole sequence. Head 0 projects their normalised output; each later head takes
/// in the token of its row and projects state and token together. Every projection is normalised to
/// look like the target's own last hidden state. The draft's rotary base is always 10000, whatever
/// its config says.
public final class Clover2Network implements RecurrentNetwork {
  private static final float ROPE_THETA = 10_000f;

  private final Backend backend;
  private final AttentionShape shape;
  private final int heads;
  private final Weight embedding; // [vocabulary, hidden]
  private final AttentionDecoder reader;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final RmsNorm norm;
  private final Linear firstProjection; // [hidden, hidden]
  private final AttentionDecoder cell;
  private final Linear projection; // [hidden, 2 hidden]
  private final RmsNorm headNorm;

  /// Checks all tensors, then loads them.
  ///
  /// @param source with the names of [Clover2Tensors]
  /// @param layerCount augmenting layers
  /// @param table rows of the target's output head
  /// @param positions largest number of positions that will be asked for
  public Clover2Network(
      ModelConfig config,
      int layerCount,
      int heads,
      Backend backend,
      TensorSource source,
      NamedTensor table,
      int positions) {
    Clover2Tensors.check(config, layerCount, source);
    this.backend = backend;
    this.heads = heads;
    this.shape = Clover2Tensors.shape(config);
    float epsilon = config.normEpsilon();
    WeightLoader loader = new WeightLoader(backend, source);
    this.embedding = backend.tableWeight(table);
    this.reader = decoder(loader, "clover_head_mlp_rnn", epsilon);
    Rotary rotary = new Rotary(RopeFrequencies.of(config.withRopeTheta(ROPE_THETA)), positions);
    for (int layer = 0; layer < layerCount; layer++) {
      layers.add(DecoderLayer.load(loader, "layers." + layer, shape, rotary, epsilon));
    }
    this.norm = loader.norm("clover_norm", epsilon);
    this.firstProjection = loader.linear(true, "clover_head_mlp");
    this.cell = decoder(loader, "clover_head_mlp_rnn2", epsilon);
    this.projection = loader.linear(true, "clover_head_mlp2");
    this.headNorm = loader.norm("clover_head_norm", epsilon);
  }

  private AttentionDecoder decoder(WeightLoader loader, String prefix, float epsilon) {
    return new AttentionDecoder(
        loader.norm(prefix + ".input_layernorm", epsilon),
        loader.linear(true, prefix + ".q"),
        loader.linear(true, List.of(prefix + ".k", prefix + ".v")),
        new HeadGate(shape.heads(), HeadGate.Similarity.COSINE, epsilon),
        false);
  }

  @Override
  public int heads() {
    return heads;
  }

  @Override
  public KvCache newCache(int capacity) {
    return new KvCache(backend.kvStore(layers.size(), shape, capacity));
  }

  @Override
  public Matrix augment(Matrix hidden, int[] following, RowLayout layout) {
    Matrix x = fuse(hidden, following);
    for (int layer = 0; layer < layers.size(); layer++) {
      x = layers.get(layer).apply(x, layer, layout);
    }
    return norm.apply(x);
  }

  /// Joins each hidden state with the token after it; consumes `hidden`.
  Matrix fuse(Matrix hidden, int[] following) {
    return reader.apply(hidden, backend.embed(embedding, following, hidden.rows()));
  }

  @Override
  public HeadOutput apply(int head, Matrix parents, int[] tokens) {
    if (head == 0) { // the layers have read the root's token
      return new HeadOutput(parents, headNorm.apply(firstProjection.apply(parents)));
    }
    Matrix chosen = backend.embed(embedding, tokens, parents.rows());
    Matrix states = cell.apply(parents, chosen);
    Matrix features = headNorm.apply(projection.apply(backend.concat(states, chosen)));
    return new HeadOutput(states, features);
  }
}
