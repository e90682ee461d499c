package dev.trefoil.cli;

import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationStats;
import java.util.LinkedHashMap;
import java.util.Map;

/// One answer as a line of JSON.
final class GenerationJson {
  private GenerationJson() {}

  static String of(String prompt, Generation answer) {
    GenerationStats stats = answer.stats();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("prompt", prompt);
    line.put("text", answer.text());
    line.put("tokens", answer.tokens());
    line.put("finish_reason", answer.reason().label());
    line.put("prompt_tokens", stats.promptTokens());
    line.put("new_tokens", stats.newTokens());
    line.put("steps", stats.steps());
    line.put("mean_accepted_tokens", stats.meanAcceptedTokens());
    line.put("tokens_per_second", stats.tokensPerSecond());
    line.put("drafter_faults", stats.faults());
    line.put("prefill_ms", stats.prefillNanos() * 1e-6);
    line.put("draft_ms", stats.draftNanos() * 1e-6);
    line.put("verify_ms", stats.verifyNanos() * 1e-6);
    line.put("commit_ms", stats.commitNanos() * 1e-6);
    if (!answer.logprobs().isEmpty()) {
      line.put("logprobs", answer.logprobs());
    }
    return Json.line(line);
  }
}
