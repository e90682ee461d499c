package dev.trefoil.drafter.clover;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.HeadGate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the `config.json` of a Clover draft says.
///
/// @param block sizes of the augmenting block
/// @param heads how many heads were trained
/// @param similarity of query and key in the recurrent cell
/// @param activated whether the cell's attention goes through SiLU
public record CloverShape(
    ModelConfig block, int heads, HeadGate.Similarity similarity, boolean activated) {
  private static final int PUBLISHED_HEADS = 3;
  private static final int MOST_HEADS = 64;

  public CloverShape {
    if (heads < 1) {
      throw new IllegalArgumentException(
          "%d heads of Clover; at least 1 is needed".formatted(heads));
    }
  }

  /// Reads the sizes and the block `clover`, whose keys `num_heads`, `similarity` and `activation`
  /// all have defaults.
  public static CloverShape read(Path configJson) {
    return read(JsonFile.read(configJson));
  }

  /// The same of an object that need not be a file.
  public static CloverShape read(JsonFile config) {
    Optional<JsonFile> clover = config.nested("clover");
    String similarity = choice(clover, "similarity", "cosine", "scaled_dot");
    return new CloverShape(
        ModelConfigReader.read(config),
        clover
            .map(block -> block.integer("num_heads", PUBLISHED_HEADS, 1, MOST_HEADS))
            .orElse(PUBLISHED_HEADS),
        similarity.equals("cosine") ? HeadGate.Similarity.COSINE : HeadGate.Similarity.SCALED_DOT,
        choice(clover, "activation", "silu", "none").equals("silu"));
  }

  private static String choice(
      Optional<JsonFile> block, String key, String fallback, String other) {
    return block
        .filter(present -> present.has(key))
        .map(present -> present.choice(key, List.of(fallback, other)))
        .orElse(fallback);
  }
}
