package dev.trefoil.training.regenerate;

import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.data.DataFiles;
import dev.trefoil.training.data.DefectCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What decides the answers, for the manifest.
final class RegenerateSettings {
  private RegenerateSettings() {}

  static Map<String, String> of(
      LoadedModel model,
      ChatTemplate template,
      String modelFingerprint,
      Engine engine,
      MethodOptions methodOptions,
      RegenerateOptions options,
      DataFiles files) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", modelFingerprint);
    settings.put("template", template.fingerprint());
    settings.put("dtype", model.options().precision().label());
    settings.put("max_new_tokens", Integer.toString(options.maxNewTokens()));
    settings.put("sampling", sampling(options.sampling()));
    settings.put("method", method(engine, methodOptions, options.sampling()));
    settings.put("shard_conversations", Integer.toString(options.shardConversations()));
    settings.put("data", files.identity());
    return settings;
  }

  private static String sampling(SamplingOptions sampling) {
    return "temperature %s, top-k %d, top-p %s, min-p %s, penalties %s %s %s, bias %s, seed %s"
        .formatted(
            sampling.temperature(),
            sampling.topK(),
            sampling.topP(),
            sampling.minP(),
            sampling.repetitionPenalty(),
            sampling.presencePenalty(),
            sampling.frequencyPenalty(),
            new TreeMap<>(sampling.logitBias()),
            sampling.isGreedy() ? "any" : sampling.seed());
  }

  /// Greedy answers are the same with every method; sampled ones with every method whose proposals
  /// are no draws.
  private static String method(
      Engine engine, MethodOptions methodOptions, SamplingOptions sampling) {
    boolean decides =
        !sampling.isGreedy() && (engine.proposesByChance() || methodOptions.lossyTypical());
    return decides
        ? engine.method().label() + (methodOptions.lossyTypical() ? ", lossy" : "")
        : "any";
  }

  /// Questions and conversations that were lost, by reason.
  static Map<String, Long> lost(Map<String, Long> totals, DefectCounts defects) {
    Map<String, Long> lost = new LinkedHashMap<>(defects.reasons(false));
    lost.putAll(AnswerCounts.losses(totals));
    return lost;
  }
}
