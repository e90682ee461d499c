package dev.trefoil.drafter.eagle;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import java.nio.file.Path;

/// What `config.json` of a draft says beyond a Llama's.
///
/// @param layer sizes of the one layer, and the base of its rotation. The published code of EAGLE-1
///   alone turns with base 10000 whatever the file says; here the file counts, as in EAGLE-2
/// @param fusionBias bias on `fc` (`bias`, true unless the file says otherwise; EAGLE-1 and -2)
/// @param queryKeyValueBias biases on q, k and v (`qkv_bias`)
/// @param draftVocabulary rows of the draft's head (EAGLE-3)
/// @param targetWidth columns of one hidden state of the target (EAGLE-3)
public record EagleDraftConfig(
    ModelConfig layer,
    boolean fusionBias,
    boolean queryKeyValueBias,
    int draftVocabulary,
    int targetWidth) {
  private static final int LARGEST_SIZE = 1 << 20;

  public static EagleDraftConfig read(Path configJson) {
    return read(JsonFile.read(configJson));
  }

  static EagleDraftConfig read(JsonFile json) {
    ModelConfig layer = ModelConfigReader.read(json);
    return new EagleDraftConfig(
        layer,
        json.flag("bias", true),
        json.flag("qkv_bias", layer.queryKeyValueBias()),
        json.integer("draft_vocab_size", layer.vocabularySize(), 1, layer.vocabularySize()),
        json.integer("target_hidden_size", layer.hiddenSize(), 1, LARGEST_SIZE));
  }
}
