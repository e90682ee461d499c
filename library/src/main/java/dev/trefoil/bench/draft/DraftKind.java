package dev.trefoil.bench.draft;

import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.clover.CloverConfig;
import dev.trefoil.drafter.clover2.Clover2Config;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.eagle.EagleConfig;
import dev.trefoil.drafter.hydra.HydraConfig;
import dev.trefoil.drafter.medusa.MedusaConfig;
import dev.trefoil.drafter.sorted.SortedConfig;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// What kinds of trained drafts there are, by the names that commands and reports use.
public enum DraftKind {
  MEDUSA("medusa", "medusa", "medusa_lm_head.safetensors"),
  HYDRA("hydra", "hydra", "hydra_lm_head.safetensors"),
  /// Hydra with a prefix layer.
  HYDRA_PLUS("hydra++", "hydra", "hydra_lm_head.safetensors"),
  EAGLE("eagle", "eagle", "model.safetensors"),
  EAGLE2("eagle2", "eagle2", "model.safetensors"),
  EAGLE3("eagle3", "eagle3", "model.safetensors"),
  CLOVER("clover", "clover", "model.safetensors"),
  CLOVER2("clover2", "clover2", "model.safetensors"),
  /// A sorted draft.
  SD2("sd2", "sd2", "model.safetensors"),
  /// A smaller model.
  SPS("sps", "sps", "model.safetensors");

  private final String label;
  private final String method;
  private final String weightFile;

  DraftKind(String label, String method, String weightFile) {
    this.label = label;
    this.method = method;
    this.weightFile = weightFile;
  }

  /// Name in reports and on the command line.
  public String label() {
    return label;
  }

  /// The decoding method that uses it; `hydra` for both kinds of Hydra.
  public String method() {
    return method;
  }

  /// Name of the weight file, as published but for the format.
  String weightFile() {
    return weightFile;
  }

  /// Largest trees of the method's defaults.
  public TreeBudget budget() {
    return switch (this) {
      case MEDUSA -> MedusaConfig.DEFAULT.budget();
      case HYDRA, HYDRA_PLUS -> HydraConfig.DEFAULT.budget();
      case EAGLE -> EagleConfig.EAGLE1.budget();
      case EAGLE2 -> EagleConfig.EAGLE2.budget();
      case EAGLE3 -> EagleConfig.EAGLE3.budget();
      case CLOVER -> CloverConfig.DEFAULT.budget();
      case CLOVER2 -> Clover2Config.DEFAULT.budget();
      case SD2 -> SortedConfig.DEFAULT.budget();
      case SPS -> {
        int draftTokens = DraftModelConfig.DEFAULT.mostDraftTokens();
        yield new TreeBudget(1 + draftTokens, draftTokens);
      }
    };
  }

  /// Largest share of a plain one-row step that a proposal may take in bf16, where one is set.
  OptionalDouble targetShare() {
    return switch (this) {
      case MEDUSA -> OptionalDouble.of(0.35);
      case EAGLE2 -> OptionalDouble.of(0.9);
      case CLOVER -> OptionalDouble.of(0.30);
      case CLOVER2 -> OptionalDouble.of(0.45);
      case HYDRA, HYDRA_PLUS, EAGLE, EAGLE3, SD2, SPS -> OptionalDouble.empty();
    };
  }

  /// The kind of that name.
  ///
  /// @throws IllegalArgumentException that lists all
  public static DraftKind parse(String label) {
    for (DraftKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "unknown draft '%s'; allowed are all, %s"
            .formatted(
                label,
                Arrays.stream(values()).map(DraftKind::label).collect(Collectors.joining(", "))));
  }

  /// A comma-separated list without repetitions, or `all`.
  public static List<DraftKind> parseList(String labels) {
    if (labels.strip().equals("all")) {
      return List.of(values());
    }
    return Arrays.stream(labels.split(",", -1))
        .map(label -> parse(label.strip()))
        .distinct()
        .toList();
  }
}
