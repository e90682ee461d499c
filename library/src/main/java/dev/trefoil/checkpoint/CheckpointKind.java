package dev.trefoil.checkpoint;

import dev.trefoil.compute.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a checkpoint is, told from the names of its tensors: each kind of draft has a tensor that
/// no other one has.
public enum CheckpointKind {
  /// Heads of Medusa, alone or merged with their target.
  MEDUSA("Medusa heads", "(module\\.)?(medusa_head\\.)?\\d{1,6}\\.\\d{1,6}\\.linear\\.weight"),
  HYDRA("Hydra heads", "(module\\.)?(hydra_head\\.)?hydra_mlp\\..*"),
  EAGLE3("EAGLE-3 draft", "(module\\.)?(midlayer\\..*|layers\\.0\\.hidden_norm\\.weight)"),
  CLOVER2("Clover-2 draft", "(module\\.)?clover_head_mlp2\\.weight"),
  CLOVER("Clover draft", "(module\\.)?clover_head_mlp_rnn\\.q\\.weight"),
  /// Of EAGLE-1 and EAGLE-2, which share their network.
  EAGLE("EAGLE-1 or EAGLE-2 draft", "(module\\.)?fc\\.weight"),
  /// A language model with a list of exits beside it: SD2's draft.
  SORTED("sorted draft", null),
  LANGUAGE_MODEL("language model", "(module\\.)?model\\.layers\\.0\\..*"),
  UNKNOWN("unknown", null);

  private static final String EXITS = "sd2.json";

  private final String label;
  private final Pattern mark;

  /// @param mark matches a name that no other kind has; null when names do not tell
  @SuppressWarnings("MissingSummary") // the parameter says all
  CheckpointKind(String label, @Nullable String mark) {
    this.label = label;
    this.mark = Pattern.compile(mark == null ? "(?!)" : mark);
  }

  /// The kind of an open checkpoint.
  ///
  /// @param directory where its files lie
  public static CheckpointKind of(TensorSource source, Path directory) {
    CheckpointKind kind = of(source.names());
    return kind == LANGUAGE_MODEL && Files.exists(directory.resolve(EXITS)) ? SORTED : kind;
  }

  /// Opens a directory or weight file just for this.
  ///
  /// @throws CheckpointException when it cannot be read
  public static CheckpointKind of(Path directoryOrFile) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      return of(checkpoint, checkpoint.directory());
    }
  }

  private static CheckpointKind of(Collection<String> names) {
    for (CheckpointKind kind : values()) {
      if (names.stream().anyMatch(name -> kind.mark.matcher(name).matches())) {
        return kind;
      }
    }
    return UNKNOWN;
  }

  /// In words.
  public String label() {
    return label;
  }

  /// Whether its own `config.json` describes all of its tensors.
  boolean isWholeModel() {
    return this == LANGUAGE_MODEL || this == SORTED || this == UNKNOWN;
  }
}
