package dev.trefoil.engine;

import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.lookahead.LookaheadConfig;
import dev.trefoil.drafter.lookahead.LookaheadDrafter;
import dev.trefoil.drafter.promptlookup.PromptLookupConfig;
import dev.trefoil.drafter.promptlookup.PromptLookupDrafter;
import dev.trefoil.drafter.recycling.RecyclingConfig;
import dev.trefoil.drafter.recycling.RecyclingDrafter;
import dev.trefoil.drafter.rest.RestConfig;
import dev.trefoil.drafter.rest.RestDrafter;
import dev.trefoil.drafter.suffixautomaton.SuffixAutomatonConfig;
import dev.trefoil.drafter.suffixautomaton.SuffixAutomatonDrafter;
import java.nio.file.Path;
import java.util.Objects;

/// Plans of the methods without trained weights.
final class DraftFreePlans {
  private DraftFreePlans() {}

  static MethodPlan vanilla(MethodOptions options) {
    return new MethodPlan(new TreeBudget(1, 0), _ -> new NoDrafter());
  }

  static MethodPlan promptLookup(MethodOptions options) {
    PromptLookupConfig config = PromptLookupConfig.DEFAULT;
    return new MethodPlan(chain(config.draftTokens()), _ -> new PromptLookupDrafter(config));
  }

  static MethodPlan lookahead(MethodOptions options) {
    LookaheadConfig config = LookaheadConfig.DEFAULT;
    return new MethodPlan(
        config.budget(), _ -> new LookaheadDrafter(config, LookaheadDrafter.DEFAULT_SEED));
  }

  static MethodPlan suffixAutomaton(MethodOptions options) {
    SuffixAutomatonConfig config = SuffixAutomatonConfig.DEFAULT;
    return new MethodPlan(chain(config.maxDraftTokens()), _ -> new SuffixAutomatonDrafter(config));
  }

  static MethodPlan recycling(MethodOptions options) {
    RecyclingConfig config = RecyclingConfig.DEFAULT;
    StaticTree tree = config.tree();
    return new MethodPlan(
        new TreeBudget(tree.size(), tree.maxDepth()),
        model -> new RecyclingDrafter(config, model.target().backend()));
  }

  static MethodPlan rest(MethodOptions options) {
    Path datastore = Objects.requireNonNull(options.datastore(), "missing() was empty");
    RestConfig config = RestConfig.DEFAULT;
    return new MethodPlan(
        new TreeBudget(1 + config.choices(), config.continuationTokens()),
        model ->
            RestDrafter.open(
                datastore,
                model.tokenizer().fingerprint(),
                model.target().config().vocabularySize(),
                config));
  }

  private static TreeBudget chain(int tokens) {
    return new TreeBudget(1 + tokens, tokens);
  }
}
