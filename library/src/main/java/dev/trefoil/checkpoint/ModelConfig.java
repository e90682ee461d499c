package dev.trefoil.checkpoint;

import java.util.List;

/// What a Hugging Face `config.json` says of a Llama-family model, defaults resolved.
///
/// @param modelType `model_type` of the file: `llama`, `mistral`, `qwen2`, `qwen3`, `baichuan`
/// @param headDim columns of one head; not always `hiddenSize / heads` (Qwen3)
/// @param contextLength largest number of positions
/// @param tiedEmbeddings the output head is the embedding table
/// @param queryKeyValueBias biases on q, k and v (Qwen2, or Llama's `attention_bias`)
/// @param outputBias bias on the attention output (Llama's `attention_bias`)
/// @param feedForwardBias biases on gate, up and down (`mlp_bias`)
/// @param fusedQueryKeyValue q, k, v stored as one tensor `W_pack` (Baichuan)
/// @param headNorm RMSNorm over each query and key head before rotation (Qwen3)
/// @param normalisedHead every row of the output head is scaled to unit length (Baichuan-2)
/// @param endTokens ids that end a generation; may be empty
public record ModelConfig(
    String modelType,
    int hiddenSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int feedForwardSize,
    int vocabularySize,
    int contextLength,
    float normEpsilon,
    float ropeTheta,
    RopeScaling ropeScaling,
    boolean tiedEmbeddings,
    boolean queryKeyValueBias,
    boolean outputBias,
    boolean feedForwardBias,
    boolean fusedQueryKeyValue,
    boolean headNorm,
    boolean normalisedHead,
    List<Integer> endTokens) {
  public ModelConfig {
    endTokens = List.copyOf(endTokens);
  }

  /// A Llama without biases or other variations: heads that share `hiddenSize` out, epsilon 1e-5,
  /// base 10,000.
  public static ModelConfig llama(
      int hiddenSize,
      int layers,
      int heads,
      int kvHeads,
      int feedForwardSize,
      int vocabularySize,
      int contextLength,
      boolean tiedEmbeddings,
      List<Integer> endTokens) {
    return new ModelConfig(
        "llama",
        hiddenSize,
        layers,
        heads,
        kvHeads,
        hiddenSize / heads,
        feedForwardSize,
        vocabularySize,
        contextLength,
        1e-5f,
        10_000f,
        new RopeScaling.None(),
        tiedEmbeddings,
        false,
        false,
        false,
        false,
        false,
        false,
        endTokens);
  }

  /// The same with another base of the rotary frequencies: some drafts do not follow their config.
  public ModelConfig withRopeTheta(float theta) {
    return with(layers, theta);
  }

  /// A Llama of the same sizes and rotation without biases, rope scaling or other variations, its
  /// head apart: what the layers of drafts are.
  public ModelConfig plain() {
    return new ModelConfig(
        "llama",
        hiddenSize,
        layers,
        heads,
        kvHeads,
        headDim,
        feedForwardSize,
        vocabularySize,
        contextLength,
        normEpsilon,
        ropeTheta,
        new RopeScaling.None(),
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        endTokens);
  }

  /// The same with another number of layers: a draft made of some of a target's.
  public ModelConfig withLayers(int count) {
    return with(count, ropeTheta);
  }

  private ModelConfig with(int layerCount, float theta) {
    return new ModelConfig(
        modelType,
        hiddenSize,
        layerCount,
        heads,
        kvHeads,
        headDim,
        feedForwardSize,
        vocabularySize,
        contextLength,
        normEpsilon,
        theta,
        ropeScaling,
        tiedEmbeddings,
        queryKeyValueBias,
        outputBias,
        feedForwardBias,
        fusedQueryKeyValue,
        headNorm,
        normalisedHead,
        endTokens);
  }
}
