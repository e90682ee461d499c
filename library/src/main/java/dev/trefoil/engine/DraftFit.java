package dev.trefoil.engine;

import dev.trefoil.checkpoint.CheckpointKind;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a draft can be used with a target, and if not, why.
///
/// @param target name of the target
/// @param methods labels of the methods that draft with this kind of checkpoint
/// @param problem why it does not fit, all that is wrong with its tensors at once; null if it fits
/// @param vocabulary the tokens that it proposes; null for all, or for those of a model or a table
///   of its own
public record DraftFit(
    String target,
    List<String> methods,
    @Nullable String problem,
    @Nullable Vocabulary vocabulary) {
  /// What the vocabulary file beside a draft lists.
  ///
  /// @param tokens how many it lists
  /// @param coverage share of the counted tokens that are among them, from 0 to 1
  public record Vocabulary(int tokens, double coverage) {}

  public DraftFit {
    methods = List.copyOf(methods);
  }

  /// Loads a draft as decoding would, for the first method that drafts with its kind.
  ///
  /// @param draft directory or weight file
  /// @throws RuntimeException when it cannot be read at all
  public static DraftFit of(Path draft, LoadedModel model) {
    List<Method> methods = Method.draftingWith(CheckpointKind.of(draft));
    List<String> labels = methods.stream().map(Method::label).toList();
    String problem = problem(draft, model, methods);
    return new DraftFit(
        model.target().name(),
        labels,
        problem,
        problem == null ? vocabulary(draft, methods) : null);
  }

  private static @Nullable Vocabulary vocabulary(Path draft, List<Method> methods) {
    return DraftOptions.readVocabularyFile(methods.getFirst())
        ? VocabularyFile.find(draft)
            .map(file -> new Vocabulary(file.tokens().length, file.coverage()))
            .orElse(null)
        : null;
  }

  private static @Nullable String problem(Path draft, LoadedModel model, List<Method> methods) {
    if (methods.isEmpty()) {
      return "%s: its tensors are those of no draft; drafts of %s are known"
          .formatted(draft, String.join(", ", Method.labelsOfThoseWithDraft()));
    }
    Method method = methods.getFirst();
    try {
      method.newDrafter(model, MethodOptions.NONE.with(DraftOptions.of(method, draft)));
      return null;
    } catch (RuntimeException refusal) {
      return String.valueOf(refusal.getMessage());
    }
  }

  public boolean fits() {
    return problem == null;
  }
}
