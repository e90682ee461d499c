package dev.trefoil.engine;

import dev.trefoil.compute.Precision;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.sorted.SortedConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which drafts there are and how they draft.
///
/// @param paths directory or weight file of the draft of each method that has one
/// @param tree rule by which drafts that rank tokens after single nodes make their trees; null for
///   the published one of each method
/// @param heads how many heads of a draft with heads run; 0 for as many as the method's default
/// @param sorted how a sorted draft is used
/// @param precision of the drafts' linear layers; null for the target's
public record DraftOptions(
    Map<Method, Path> paths,
    @Nullable TreeRule tree,
    int heads,
    SortedConfig sorted,
    @Nullable Precision precision) {
  /// No draft.
  public static final DraftOptions NONE =
      new DraftOptions(Map.of(), null, 0, SortedConfig.DEFAULT, null);

  public DraftOptions {
    EnumMap<Method, Path> copy = new EnumMap<>(Method.class);
    paths.forEach(
        (method, path) -> {
          if (!method.wantsDraft()) {
            throw new IllegalArgumentException(
                "%s has no draft; those that have one are %s"
                    .formatted(method.label(), String.join(", ", Method.labelsOfThoseWithDraft())));
          }
          copy.put(method, path.toAbsolutePath().normalize());
        });
    paths = Map.copyOf(copy);
    if (heads < 0) {
      throw new IllegalArgumentException(heads + " heads; 0 for the default, or 1 and up");
    }
  }

  /// The draft of one method, everything else as published.
  public static DraftOptions of(Method method, Path path) {
    return NONE.at(Map.of(method, path));
  }

  /// Everything but the drafts themselves, in words that are equal when it is.
  public String use() {
    return "tree %s, %d heads, %s, %s".formatted(tree, heads, sorted, precision);
  }

  /// The same use of other drafts.
  public DraftOptions at(Map<Method, Path> others) {
    return new DraftOptions(others, tree, heads, sorted, precision);
  }
}
