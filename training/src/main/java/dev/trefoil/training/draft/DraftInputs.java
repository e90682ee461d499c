package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Checksum;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.CorpusLoader;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.TokenCorpus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
  /// For templates that print the date: a run that goes on tomorrow reads the same tokens.
  private static final Clock FIXED_DATE =
      Clock.fixed(Instant.parse("2024-07-26T00:00:00Z"), ZoneOffset.UTC);

  private static final List<ChatMessage> SAMPLE =
      List.of(ChatMessage.user("question"), ChatMessage.assistant("answer"));

  static DraftInputs read(DraftOptions options, Consumer<String> notices) {
    Path directory = options.target();
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    int maxTokens = Math.min(options.data().maxTokens(), config.contextLength());
    Checkpoint checkpoint = Checkpoint.open(directory);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      tokenizer.requireFits(config.vocabularySize());
      checkpoint.requireFinite();
      ChatTemplate template = ChatTemplate.load(directory, FIXED_DATE);
      String encoding = Checksum.sha256(tokenizer.fingerprint(), template.render(SAMPLE, false));
      CorpusLoader loader =
          new CorpusLoader(
              new ConversationEncoder(tokenizer, template, LossScope.ASSISTANT),
              encoding,
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
          new TargetModel(
              directory, config, checkpoint, fingerprint(directory, checkpoint, tokenizer));
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

  private static String fingerprint(Path directory, Checkpoint checkpoint, Tokenizer tokenizer) {
    List<String> hashes = new ArrayList<>();
    try {
      hashes.add(Checksum.sha256(directory.resolve("config.json")));
      for (Path file : checkpoint.files()) {
        hashes.add(Checksum.sha256(file));
      }
    } catch (IOException e) {
      throw new DataException(directory + ": cannot be read: " + e.getMessage(), e);
    }
    hashes.add(tokenizer.fingerprint());
    return Checksum.sha256(hashes.toArray(String[]::new));
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
