package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.nn.FeedForward;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.SelfAttention;
import dev.trefoil.nn.WeightLoader;

/// The network of EAGLE-1 and EAGLE-2 (Li et al. 2024, section 3.1): embedding and hidden state
/// fused by one linear layer, then a decoder layer without a norm before its attention. Its output
/// goes to the target's head as it is.
final class Eagle1Network implements EagleNetwork {
  private final Backend backend;
  private final TokenEmbedding embedding;
  private final DraftHead head;
  private final EagleFeatures features;
  private final Linear fusion;
  private final SelfAttention attention;
  private final RmsNorm feedForwardNorm;
  private final FeedForward feedForward;

  /// Loads checked weights.
  ///
  /// @param head the target's, or the part of it that the draft proposes from
  Eagle1Network(
      EagleDraftConfig config,
      WeightLoader loader,
      Rotary rotary,
      TokenEmbedding embedding,
      DraftHead head) {
    String layer = EagleTensors.FIRST_LAYER;
    this.backend = loader.backend();
    this.embedding = embedding;
    this.head = head;
    this.features = EagleFeatures.ofHeadInput(config.layer().hiddenSize());
    this.fusion = loader.linear(config.fusionBias(), EagleTensors.FUSION);
    this.attention = EagleTensors.attention(loader, config, layer, rotary);
    this.feedForwardNorm =
        loader.norm(layer + ".post_attention_layernorm", config.layer().normEpsilon());
    this.feedForward = FeedForward.load(loader, layer + ".mlp", false);
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
  public Matrix forward(Matrix hidden, int[] ids, RowLayout layout) {
    Matrix tokens = embedding.embed(ids, layout.rows()); // [rows, hidden]
    Matrix fused = fusion.apply(backend.concat(tokens, hidden)); // [rows, hidden]
    long mark = backend.mark();
    Matrix attended = backend.add(fused, attention.apply(fused, 0, layout));
    Matrix result = backend.add(attended, feedForward.apply(feedForwardNorm.apply(attended)));
    backend.release(mark);
    return result;
  }

  @Override
  public Matrix logits(Matrix hidden) {
    return head.logits(hidden);
  }

  @Override
  public DraftVocabulary vocabulary() {
    return head.vocabulary();
  }
}
