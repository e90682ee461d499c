package dev.trefoil.model;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.FeedForward;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.SelfAttention;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;

/// The Llama family (Touvron et al. 2023): pre-norm layers, rotary positions, gated feed-forward;
/// with the variations that [ModelConfig] names.
///
/// Immutable, made of weights of one backend; decodes and trains with the same code.
public final class Llama {
  private final ModelConfig config;
  private final Backend backend;
  private final AttentionShape attentionShape;
  private final Rotary rotary;
  private final Weight embedding;
  private final List<DecoderLayer> layers;
  private final RmsNorm finalNorm;
  private final Linear head;

  /// Checks all tensors against the config, then loads them.
  ///
  /// @param positions largest number of positions that will be asked for, at most the context
  public Llama(ModelConfig config, Backend backend, TensorSource source, int positions) {
    LlamaTensors.manifest(config).check(source);
    this.config = config;
    this.backend = backend;
    this.attentionShape = new AttentionShape(config.heads(), config.kvHeads(), config.headDim());
    WeightLoader loader = new WeightLoader(backend, source);
    this.rotary = new Rotary(RopeFrequencies.of(config), positions);
    this.embedding = loader.table(LlamaTensors.EMBEDDING);
    this.layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(layer(loader, LlamaTensors.layer(layer)));
    }
    this.finalNorm = loader.norm(LlamaTensors.FINAL_NORM, config.normEpsilon());
    this.head = head(loader);
  }

  private DecoderLayer layer(WeightLoader loader, String prefix) {
    String attention = prefix + ".self_attn";
    List<String> projections =
        config.fusedQueryKeyValue()
            ? List.of(attention + ".W_pack")
            : List.of(attention + ".q_proj", attention + ".k_proj", attention + ".v_proj");
    float epsilon = config.normEpsilon();
    return new DecoderLayer(
        loader.norm(prefix + ".input_layernorm", epsilon),
        new SelfAttention(
            attentionShape,
            rotary,
            loader.linear(config.queryKeyValueBias(), projections),
            loader.linear(config.outputBias(), attention + ".o_proj"),
            config.headNorm() ? loader.norm(attention + ".q_norm", epsilon) : null,
            config.headNorm() ? loader.norm(attention + ".k_norm", epsilon) : null),
        loader.norm(prefix + ".post_attention_layernorm", epsilon),
        FeedForward.load(loader, prefix + ".mlp", config.feedForwardBias()));
  }

  private Linear head(WeightLoader loader) {
    if (config.tiedEmbeddings()) {
      return new Linear(backend, backend.tiedWeight(embedding));
    }
    if (!config.normalisedHead()) {
      return loader.linear(false, LlamaTensors.HEAD);
    }
    NamedTensor stored = loader.tensor(LlamaTensors.HEAD + ".weight");
    NamedTensor unit = new NamedTensor(stored.name(), UnitRows.of(stored.tensor()));
    return new Linear(backend, backend.linearWeight(List.of(unit), List.of()));
  }

  public ModelConfig config() {
    return config;
  }

  public Backend backend() {
    return backend;
  }

  public AttentionShape attentionShape() {
    return attentionShape;
  }

  /// The rotation of all layers, for drafts that turn their heads alike.
  public Rotary rotary() {
    return rotary;
  }

  /// Hidden states of the rows of a layout; the keys and values of the rows are written to their
  /// slots. Call [Backend#beginStep] before.
  ///
  /// @param ids one token per row of the layout
  public ForwardOutput forward(int[] ids, RowLayout layout, FeatureTaps taps) {
    List<Matrix> kept = new ArrayList<>(taps.layers().size());
    Matrix x = embed(ids, layout.rows());
    int done = 0;
    for (int tap : taps.layers()) {
      x = runLayers(x, done, tap, layout);
      kept.add(backend.keep(x));
      done = tap;
    }
    x = runLayers(x, done, layers.size(), layout);
    return new ForwardOutput(normalise(x), kept);
  }

  /// The residual stream before the first layer: `[rows, hidden]`.
  public Matrix embed(int[] ids, int rows) {
    return backend.embed(embedding, ids, rows);
  }

  /// The residual stream after `to` layers, given the one after `from` layers; consumes `x`. Keys
  /// and values of these layers alone are written.
  ///
  /// @param x `[rows, hidden]`
  public Matrix runLayers(Matrix x, int from, int to, RowLayout layout) {
    if (from < 0 || to < from || to > layers.size()) {
      throw new IllegalArgumentException(
          "layers from %d to %d of a network of %d".formatted(from, to, layers.size()));
    }
    Matrix result = x;
    for (int layer = from; layer < to; layer++) {
      result = layers.get(layer).apply(result, layer, layout);
    }
    return result;
  }

  /// Rows of the residual stream as the head wants them; `x` stays.
  public Matrix normalise(Matrix x) {
    return finalNorm.apply(x);
  }

  /// Logits of normalised rows: `[rows, hidden]` to `[rows, vocabulary]`.
  public Matrix logits(Matrix normalised) {
    return head.apply(normalised);
  }
}
