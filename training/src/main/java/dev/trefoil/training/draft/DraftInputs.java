package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Checksum;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.CorpusLoader;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.data.TrainingTemplate;
import dev.trefoil.training.features.FeatureStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything that a run reads before its first step. Owns the open files.
///
/// @param store hidden states on the disk; null when the target is run
/// @param train conversations to learn from
/// @param valid others; may be empty
/// @param maxTokens to which they are cut
record DraftInputs(
    TargetModel target,
    Checkpoint checkpoint,
    @Nullable FeatureStore store,
    DraftCorpus train,
    DraftCorpus valid,
    int maxTokens)
    implements AutoCloseable {
  static DraftInputs read(DraftOptions options, Consumer<String> notices) {
    Path directory = options.target();
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    int maxTokens = Math.min(options.data().maxTokens(), config.contextLength());
    Checkpoint checkpoint = Checkpoint.open(directory);
    FeatureStore store = null;
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      tokenizer.requireFits(config.vocabularySize());
      checkpoint.requireFinite();
      TargetModel target =
          new TargetModel(directory, config, checkpoint, ModelFingerprint.of(directory));
      store = store(options.data().train(), target);
      CorpusLoader loader = loader(options, tokenizer, maxTokens, notices);
      List<Path> files = options.data().train();
      DraftCorpus all =
          store == null
              ? DraftCorpus.load(files, loader)
              : DraftCorpus.load(files.getFirst(), store, maxTokens);
      int count = all.corpus().conversations();
      Path validFile = options.data().valid();
      int kept =
          validFile == null
              ? Math.max(1, (int) (count * (1 - options.data().validShare())))
              : count;
      DraftCorpus valid =
          validFile == null ? all.part(kept, count) : DraftCorpus.load(List.of(validFile), loader);
      return new DraftInputs(target, checkpoint, store, all.part(0, kept), valid, maxTokens);
    } catch (RuntimeException | Error failure) {
      checkpoint.close();
      if (store != null) {
        store.close();
      }
      throw failure;
    }
  }

  private static CorpusLoader loader(
      DraftOptions options, Tokenizer tokenizer, int maxTokens, Consumer<String> notices) {
    ChatTemplate template = TrainingTemplate.load(options.target());
    LossScope given = options.data().mask();
    LossScope mask = given == null ? LossScope.publishedFor(template) : given;
    ConversationEncoder encoder = new ConversationEncoder(tokenizer, template, mask);
    return new CorpusLoader(
        encoder,
        Checksum.sha256(encoder.settings().toString()),
        maxTokens,
        options.run().out().resolve("cache"),
        notices);
  }

  /// The hidden states, when the data are such.
  private static @Nullable FeatureStore store(List<Path> data, TargetModel target) {
    List<Path> stored = data.stream().filter(FeatureStore::isAt).toList();
    if (stored.isEmpty()) {
      return null;
    }
    if (data.size() > 1) {
      throw new DataException(
          "%s holds hidden states and is not the only data; give it alone, or the conversations without states"
              .formatted(stored.getFirst()));
    }
    return FeatureStore.open(stored.getFirst(), target.fingerprint());
  }

  /// Names the training data and all that decides how they were encoded.
  String dataFingerprint() {
    return Checksum.sha256(train.fingerprint());
  }

  @Override
  public void close() {
    checkpoint.close();
    if (store != null) {
      store.close();
    }
  }
}
