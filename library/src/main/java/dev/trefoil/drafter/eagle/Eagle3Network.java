package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.nn.FeedForward;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.SelfAttention;
import dev.trefoil.nn.WeightLoader;

/// The network of EAGLE-3 (Li et al. 2025, section 3.1): the target's three hidden states fused to
/// one, beside the embedding the input of a decoder layer's attention; a norm and a head of its
/// own, over a draft vocabulary.
final class Eagle3Network implements EagleNetwork {
  private final Backend backend;
  private final TokenEmbedding embedding;
  private final EagleFeatures features;
  private final DraftVocabulary vocabulary;
  private final Linear fusion;
  private final RmsNorm hiddenNorm;
  private final RmsNorm embeddingNorm;
  private final SelfAttention attention;
  private final RmsNorm feedForwardNorm;
  private final FeedForward feedForward;
  private final RmsNorm finalNorm;
  private final Linear head;

  /// Loads checked weights.
  Eagle3Network(
      EagleDraftConfig config,
      WeightLoader loader,
      Rotary rotary,
      TokenEmbedding embedding,
      EagleFeatures features) {
    String layer = EagleTensors.eagle3Layer(loader.source());
    float epsilon = config.layer().normEpsilon();
    this.backend = loader.backend();
    this.embedding = embedding;
    this.features = features;
    this.vocabulary =
        VocabularyTable.read(
            loader.source(), config.draftVocabulary(), config.layer().vocabularySize());
    this.fusion = loader.linear(false, EagleTensors.FUSION);
    this.hiddenNorm = loader.norm(layer + ".hidden_norm", epsilon);
    this.embeddingNorm = loader.norm(layer + ".input_layernorm", epsilon);
    this.attention = EagleTensors.attention(loader, config, layer, rotary);
    this.feedForwardNorm = loader.norm(layer + ".post_attention_layernorm", epsilon);
    this.feedForward = FeedForward.load(loader, layer + ".mlp", false);
    this.finalNorm = loader.norm(EagleTensors.FINAL_NORM, epsilon);
    this.head = loader.linear(false, EagleTensors.HEAD);
  }

  @Override
  public EagleFeatures features() {
    return features;
  }

  @Override
  public AttentionShape attentionShape() {
    return attention.shape();
  }

  @Override
  public Matrix forward(Matrix states, int[] ids, RowLayout layout) {
    Matrix fused = fuse(states); // [rows, hidden]
    long mark = backend.mark();
    Matrix tokens = embeddingNorm.apply(embedding.embed(ids, layout.rows()));
    Matrix input = backend.concat(tokens, hiddenNorm.apply(fused)); // [rows, 2 hidden]
    Matrix attended = backend.add(fused, attention.apply(input, 0, layout));
    Matrix result = backend.add(attended, feedForward.apply(feedForwardNorm.apply(attended)));
    backend.release(mark);
    return result;
  }

  /// The target's states fused to `[rows, hidden]`; this network's own stay as they are.
  Matrix fuse(Matrix states) {
    return states.columns() == fusion.weight().rows() ? states : fusion.apply(states);
  }

  @Override
  public Matrix logits(Matrix hidden) {
    return head.apply(finalNorm.apply(hidden));
  }

  @Override
  public DraftVocabulary vocabulary() {
    return vocabulary;
  }
}
