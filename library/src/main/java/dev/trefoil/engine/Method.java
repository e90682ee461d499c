package dev.trefoil.engine;

import dev.trefoil.checkpoint.CheckpointKind;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TreeBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The methods of this build by the names that commands and reports use.
public enum Method {
  VANILLA("vanilla", "plain autoregressive decoding, the baseline", Need.NOTHING),
  PLD("pld", "prompt lookup: copies what followed the last tokens before", Need.NOTHING),
  LOOKAHEAD(
      "lookahead", "lookahead: n-grams that the target guesses beside its text", Need.NOTHING),
  SAM("sam", "suffix automaton: copies what followed the longest match before", Need.NOTHING),
  RECYCLING(
      "recycling", "token recycling: a tree of the likeliest successors seen before", Need.NOTHING),
  REST(
      "rest",
      "REST: what followed the last tokens in a datastore (--datastore FILE)",
      Need.DATASTORE),
  SPS("sps", "speculative sampling: a smaller model proposes a chain", Need.DRAFT),
  MEDUSA("medusa", "Medusa: heads beside the target's own, each for a later token", Need.DRAFT),
  HYDRA("hydra", "Hydra and Hydra++: heads that see the tokens drafted before", Need.DRAFT),
  EAGLE("eagle", "EAGLE-1: a layer that continues hidden states, static tree", Need.DRAFT),
  EAGLE2("eagle2", "EAGLE-2: the same draft with a tree by confidence", Need.DRAFT),
  EAGLE3("eagle3", "EAGLE-3: reads three layers of the target, tree by confidence", Need.DRAFT),
  CLOVER("clover", "Clover: recurrent heads behind a block, small tree by confidence", Need.DRAFT),
  CLOVER2("clover2", "Clover-2: recurrent heads behind two layers, static tree", Need.DRAFT),
  SD2("sd2", "SD2: a sorted draft that leaves at the layer it is sure at", Need.DRAFT);

  /// What a method lacks to run with the target alone.
  private enum Need {
    NOTHING,
    DATASTORE,
    DRAFT
  }

  private final String label;
  private final String description;
  private final Need need;

  Method(String label, String description, Need need) {
    this.label = label;
    this.description = description;
    this.need = need;
  }

  /// A drafter of this method. One with weights is loaded once per model and stays with it; the
  /// caller closes any other.
  ///
  /// @throws RuntimeException when something that the method needs is absent, cannot be read or
  ///   does not fit
  public Drafter newDrafter(LoadedModel model, MethodOptions options) {
    return plan(options).open(model);
  }

  /// What the method may propose per sequence and step.
  ///
  /// @throws IllegalArgumentException when something that the method needs is absent
  public TreeBudget budget(MethodOptions options) {
    return plan(options).budget();
  }

  MethodPlan plan(MethodOptions options) {
    missing(options)
        .ifPresent(
            lack -> {
              throw new IllegalArgumentException(label + " needs " + lack);
            });
    return switch (this) {
      case VANILLA -> DraftFreePlans.vanilla(options);
      case PLD -> DraftFreePlans.promptLookup(options);
      case LOOKAHEAD -> DraftFreePlans.lookahead(options);
      case SAM -> DraftFreePlans.suffixAutomaton(options);
      case RECYCLING -> DraftFreePlans.recycling(options);
      case REST -> DraftFreePlans.rest(options);
      case SPS -> TrainedPlans.speculativeSampling(options);
      case MEDUSA -> TrainedPlans.medusa(options);
      case HYDRA -> TrainedPlans.hydra(options);
      case EAGLE -> TrainedPlans.eagle(options);
      case EAGLE2 -> TrainedPlans.eagle2(options);
      case EAGLE3 -> TrainedPlans.eagle3(options);
      case CLOVER -> TrainedPlans.clover(options);
      case CLOVER2 -> TrainedPlans.clover2(options);
      case SD2 -> TrainedPlans.sorted(options);
    };
  }

  /// Name on the command line.
  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /// Whether it drafts with weights of its own ([DraftOptions#paths]).
  public boolean wantsDraft() {
    return need == Need.DRAFT;
  }

  /// The methods that draft with checkpoints of a kind; none for a kind that is no draft.
  public static List<Method> draftingWith(CheckpointKind kind) {
    return switch (kind) {
      case MEDUSA -> List.of(MEDUSA);
      case HYDRA -> List.of(HYDRA);
      case EAGLE -> List.of(EAGLE, EAGLE2);
      case EAGLE3 -> List.of(EAGLE3);
      case CLOVER -> List.of(CLOVER);
      case CLOVER2 -> List.of(CLOVER2);
      case SORTED -> List.of(SD2);
      case LANGUAGE_MODEL -> List.of(SPS);
      case UNKNOWN -> List.of();
    };
  }

  /// What this method lacks to run with these options, in words; empty when it can.
  public Optional<String> missing(MethodOptions options) {
    return switch (need) {
      case NOTHING -> Optional.empty();
      case DATASTORE ->
          options.datastore() != null
              ? Optional.empty()
              : Optional.of("a datastore: --datastore FILE, made by 'trefoil datastore build'");
      case DRAFT ->
          options.drafts().paths().containsKey(this)
              ? Optional.empty()
              : Optional.of("a draft: --draft %s=PATH".formatted(label));
    };
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

  static List<String> labelsOfThoseWithDraft() {
    return Arrays.stream(values()).filter(Method::wantsDraft).map(Method::label).toList();
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
