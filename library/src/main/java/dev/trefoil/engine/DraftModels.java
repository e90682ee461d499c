package dev.trefoil.engine;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Precision;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.text.Tokenizer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draft models of one loaded model, on its backend; each directory is loaded once.
final class DraftModels implements AutoCloseable {
  private record Key(Path directory, @Nullable Precision precision) {}

  /// A draft and its tensors, open as long as the model that it drafts for.
  record Entry(Target model, Checkpoint weights) {
    /// The output head for some of the target's tokens.
    DraftHead head(DraftVocabulary vocabulary) {
      return DraftHead.of(model, weights, vocabulary.within(model.config().vocabularySize()));
    }
  }

  private final Map<Key, Entry> loaded = new HashMap<>();

  DraftModels() {}

  /// The draft of a directory.
  ///
  /// @param precision of its linear layers; null for the target's
  /// @throws IllegalArgumentException when its vocabulary is not the target's
  Entry get(Path directory, @Nullable Precision precision, LoadedModel model) {
    Key key = new Key(directory.toAbsolutePath().normalize(), precision);
    Entry present = loaded.get(key);
    return present != null ? present : load(key, model);
  }

  private Entry load(Key key, LoadedModel model) {
    Path directory = key.directory();
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    requireSameVocabulary(directory, model.tokenizer());
    Checkpoint checkpoint = Checkpoint.open(directory);
    try {
      checkpoint.requireFinite();
      Llama network =
          new Llama(config, model.target().backend(), checkpoint, config.contextLength());
      Target draft = new Target(String.valueOf(directory.getFileName()), network);
      Entry entry = new Entry(draft, checkpoint);
      loaded.put(key, entry);
      return entry;
    } catch (RuntimeException | Error failure) {
      checkpoint.close();
      throw failure;
    }
  }

  /// Refuses a draft whose tokenizer is another than the target's.
  ///
  /// @throws IllegalArgumentException that names the first token that differs
  static void requireSameVocabulary(Path directory, Tokenizer target) {
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      requireSameVocabulary(directory, tokenizer, target);
    }
  }

  static void requireSameVocabulary(Path directory, Tokenizer draft, Tokenizer target) {
    if (draft.fingerprint().equals(target.fingerprint())) {
      return;
    }
    int shared = Math.min(draft.vocabularySize(), target.vocabularySize());
    for (int id = 0; id < shared; id++) {
      if (!draft.tokenOf(id).equals(target.tokenOf(id))) {
        throw new IllegalArgumentException(
            "%s: token %d is '%s' here and '%s' in the target; a draft must have the target's vocabulary"
                .formatted(directory, id, draft.tokenOf(id), target.tokenOf(id)));
      }
    }
    if (draft.vocabularySize() != target.vocabularySize()) {
      Tokenizer longer = draft.vocabularySize() > shared ? draft : target;
      throw new IllegalArgumentException(
          "%s: the draft has %d tokens and the target %d; token %d, '%s', is missing in one; a draft must have the target's vocabulary"
              .formatted(
                  directory,
                  draft.vocabularySize(),
                  target.vocabularySize(),
                  shared,
                  longer.tokenOf(shared)));
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(entry -> entry.weights().close());
    loaded.clear();
  }
}
