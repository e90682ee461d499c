package dev.trefoil.engine;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.draftmodel.DraftModelDrafter;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The methods of this build by the names that commands and reports use.
public enum Method {
  VANILLA("vanilla", "plain autoregressive decoding, the baseline") {
    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new NoDrafter();
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(1, 0);
    }
  },
  PLD("pld", "prompt lookup: copies what followed the last tokens before") {
    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new PromptLookupDrafter(PromptLookupConfig.DEFAULT);
    }

    @Override
    public TreeBudget budget() {
      int draftTokens = PromptLookupConfig.DEFAULT.draftTokens();
      return new TreeBudget(1 + draftTokens, draftTokens);
    }
  },
  LOOKAHEAD("lookahead", "lookahead: n-grams that the target guesses beside its text") {
    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new LookaheadDrafter(LookaheadConfig.DEFAULT, LookaheadDrafter.DEFAULT_SEED);
    }

    @Override
    public TreeBudget budget() {
      return LookaheadConfig.DEFAULT.budget();
    }
  },
  SAM("sam", "suffix automaton: copies what followed the longest match before") {
    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new SuffixAutomatonDrafter(SuffixAutomatonConfig.DEFAULT);
    }

    @Override
    public TreeBudget budget() {
      int draftTokens = SuffixAutomatonConfig.DEFAULT.maxDraftTokens();
      return new TreeBudget(1 + draftTokens, draftTokens);
    }
  },
  RECYCLING("recycling", "token recycling: a tree of the likeliest successors seen before") {
    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new RecyclingDrafter(RecyclingConfig.DEFAULT, model.target().backend());
    }

    @Override
    public TreeBudget budget() {
      StaticTree tree = RecyclingConfig.DEFAULT.tree();
      return new TreeBudget(tree.size(), tree.maxDepth());
    }
  },
  REST("rest", "REST: what followed the last tokens in a datastore (--datastore FILE)") {
    @Override
    public Optional<String> missing(MethodOptions options) {
      return options.datastore() == null
          ? Optional.of("a datastore: --datastore FILE, made by 'trefoil datastore build'")
          : Optional.empty();
    }

    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return RestDrafter.open(
          required(options.datastore()),
          model.tokenizer().fingerprint(),
          model.target().config().vocabularySize(),
          RestConfig.DEFAULT);
    }

    @Override
    public TreeBudget budget() {
      RestConfig config = RestConfig.DEFAULT;
      return new TreeBudget(1 + config.choices(), config.continuationTokens());
    }
  },
  SPS("sps", "speculative sampling: a smaller model proposes a chain (--draft DIR)") {
    @Override
    public Optional<String> missing(MethodOptions options) {
      return options.draft() == null
          ? Optional.of("a draft: --draft DIR, a smaller model with the same tokenizer")
          : Optional.empty();
    }

    @Override
    public Drafter newDrafter(LoadedModel model, MethodOptions options) {
      return new DraftModelDrafter(
          model.draft(required(options.draft())),
          DraftModelConfig.DEFAULT,
          model.target().config().vocabularySize());
    }

    @Override
    public TreeBudget budget() {
      int draftTokens = DraftModelConfig.DEFAULT.mostDraftTokens();
      return new TreeBudget(1 + draftTokens, draftTokens);
    }
  };

  private final String label;
  private final String description;

  Method(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /// A drafter of this method; the caller closes it.
  ///
  /// @throws IllegalArgumentException when something that the method needs is absent or does not
  ///   fit
  public abstract Drafter newDrafter(LoadedModel model, MethodOptions options);

  /// What the method may propose per sequence and step.
  public abstract TreeBudget budget();

  /// Name on the command line.
  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  private static <T> T required(@Nullable T resource) {
    return Objects.requireNonNull(resource, "missing() was empty");
  }

  /// What this method lacks to run with these options, in words; empty when it can.
  public Optional<String> missing(MethodOptions options) {
    return Optional.empty();
  }

  /// The method of that name.
  ///
  /// @throws IllegalArgumentException that names the nearest one and lists all
  public static Method parse(String name) {
    for (Method method : values()) {
      if (method.label.equals(name)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "unknown method '%s'; did you mean '%s'? This build has %s"
            .formatted(name, NearestName.of(name, labels()), String.join(", ", labels())));
  }

  private static List<String> labels() {
    return Arrays.stream(values()).map(Method::label).toList();
  }

  /// A comma-separated list, `all` for every method that can run with these options. The baseline
  /// comes first, added if absent.
  public static List<Method> parseList(String names, MethodOptions options) {
    List<Method> methods = new ArrayList<>(List.of(VANILLA));
    List<Method> wanted =
        names.equals("all")
            ? Arrays.stream(values()).filter(m -> m.missing(options).isEmpty()).toList()
            : Arrays.stream(names.split(",", -1)).map(String::strip).map(Method::parse).toList();
    for (Method method : wanted) {
      if (!methods.contains(method)) {
        methods.add(method);
      }
    }
    return methods;
  }
}
