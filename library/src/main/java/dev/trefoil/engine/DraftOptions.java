package dev.trefoil.engine;

import dev.trefoil.compute.Precision;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.vocabulary.VocabularyChoice;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
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
/// @param vocabulary how much of a draft's vocabulary file is used; `eagle3` has a vocabulary of
///   its own, which it leaves as it is
/// @param precision of the drafts' linear layers; null for the target's
public record DraftOptions(
    Map<Method, Path> paths,
    @Nullable TreeRule tree,
    int heads,
    SortedConfig sorted,
    VocabularyChoice vocabulary,
    @Nullable Precision precision) {
  /// No draft.
  public static final DraftOptions NONE =
      new DraftOptions(Map.of(), null, 0, SortedConfig.DEFAULT, VocabularyChoice.LISTED, null);

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

  /// Whether drafts of a method propose what a vocabulary file lists.
  static boolean readVocabularyFile(Method method) {
    return method.wantsDraft() && method != Method.EAGLE3; // it has a table of its own
  }

  /// Refuses a number of tokens that the vocabulary file of a method's draft does not list.
  ///
  /// @throws IllegalArgumentException that says how to make the file, or how many there are
  public DraftOptions requireVocabulary(Method method) {
    Path path = paths.get(method);
    if (path != null && readVocabularyFile(method)) {
      VocabularyFile.check(path, vocabulary);
    }
    return this;
  }

  /// Everything but the drafts themselves, in words that are equal when it is.
  public String use() {
    String use = "tree %s, %d heads, %s, %s".formatted(tree, heads, sorted, precision);
    return vocabulary.equals(VocabularyChoice.LISTED) // as it was before there was a choice
        ? use
        : use + ", " + vocabulary;
  }

  /// The same use of other drafts.
  public DraftOptions at(Map<Method, Path> others) {
    return new DraftOptions(others, tree, heads, sorted, vocabulary, precision);
  }

  /// The same drafts with another arithmetic.
  public DraftOptions in(Precision other) {
    return new DraftOptions(paths, tree, heads, sorted, vocabulary, other);
  }
}
