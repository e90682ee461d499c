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
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.data.TrainingTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Everything that a run reads before its first step. Owns the open files of the target.
///
/// @param train conversations to learn from
/// @param valid others; may be empty
/// @param dataFingerprint of the files, the tokenizer, the template and the cut
record DraftInputs(
    TargetModel target,
    Checkpoint checkpoint,
    TokenCorpus train,
    TokenCorpus valid,
    int maxTokens,
    String dataFingerprint)
    implements AutoCloseable {
  static DraftInputs read(DraftOptions options, Consumer<String> notices) {
    Path directory = options.target();
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    int maxTokens = Math.min(options.data().maxTokens(), config.contextLength());
    Checkpoint checkpoint = Checkpoint.open(directory);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      tokenizer.requireFits(config.vocabularySize());
      checkpoint.requireFinite();
      ChatTemplate template = TrainingTemplate.load(directory);
      LossScope given = options.data().mask();
      LossScope mask = given == null ? LossScope.publishedFor(template) : given;
      ConversationEncoder encoder = new ConversationEncoder(tokenizer, template, mask);
      CorpusLoader loader =
          new CorpusLoader(
              encoder,
              Checksum.sha256(encoder.settings().toString()),
              maxTokens,
              options.run().out().resolve("cache"),
              notices);
      List<String> hashes = new ArrayList<>();
      TokenCorpus all = load(options.data().train(), loader, hashes);
      Path validFile = options.data().valid();
      int kept =
          validFile == null
              ? Math.max(1, (int) (all.conversations() * (1 - options.data().validShare())))
              : all.conversations();
      TokenCorpus train = all.part(0, kept);
      TokenCorpus valid =
          validFile == null
              ? all.part(kept, all.conversations())
              : load(List.of(validFile), loader, new ArrayList<>());
      hashes.add(Integer.toString(kept));
      TargetModel target =
          new TargetModel(directory, config, checkpoint, ModelFingerprint.of(directory));
      return new DraftInputs(
          target,
          checkpoint,
          train,
          valid,
          maxTokens,
          Checksum.sha256(hashes.toArray(String[]::new)));
    } catch (RuntimeException | Error failure) {
      checkpoint.close();
      throw failure;
    }
  }

  private static TokenCorpus load(List<Path> files, CorpusLoader loader, List<String> hashes) {
    TokenCorpus.Builder all = new TokenCorpus.Builder();
    for (Path file : files) {
      all.addAll(loader.load(file).corpus());
      hashes.add(loader.fingerprint(file));
    }
    TokenCorpus corpus = all.build();
    if (corpus.conversations() == 0) {
      throw new DataException(
          files + ": no conversation is left to train on; check the data and --max-tokens");
    }
    return corpus;
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
