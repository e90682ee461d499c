package dev.trefoil.cli;

import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationListener;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.Request;
import java.util.List;
import java.util.Locale;

/// How fast the same prompts go plainly, in this process: what speculation is compared with.
///
/// @param newTokens plain tokens that were timed
/// @param millisPerToken time of each, prefill not counted
record PlainPace(int newTokens, double millisPerToken) {
  private static final int TOKENS = 48;

  static PlainPace measure(LoadedModel model, List<Request> requests) {
    List<Request> plain = requests.stream().map(PlainPace::shortened).toList();
    try (Engine engine = new Engine(model, Method.VANILLA)) {
      List<Generation> answers = engine.generate(plain, GenerationListener.NONE, () -> false);
      long nanos = answers.stream().mapToLong(answer -> answer.stats().decodeNanos()).sum();
      int tokens = answers.stream().mapToInt(answer -> answer.stats().newTokens()).sum();
      return new PlainPace(tokens, nanos * 1e-6 / Math.max(1, tokens));
    }
  }

  private static Request shortened(Request request) {
    Limits limits = request.options().limits();
    Limits few = new Limits(Math.min(TOKENS, limits.maxNewTokens()), limits.stopTokens());
    return new Request(
        request.prompt(),
        new SequenceOptions(few, request.options().sampling(), request.options().topLogprobs()),
        request.stopStrings());
  }

  String describe(List<Generation> answers) {
    long nanos = answers.stream().mapToLong(answer -> answer.stats().decodeNanos()).sum();
    int tokens = answers.stream().mapToInt(answer -> answer.stats().newTokens()).sum();
    double own = nanos * 1e-6 / Math.max(1, tokens);
    return String.format(
        Locale.ROOT,
        "[plain decoding, timed after it on %d tokens: %.2f ms per token; here %.2f: %.2fx]",
        newTokens,
        millisPerToken,
        own,
        own == 0 ? 0 : millisPerToken / own);
  }
}
