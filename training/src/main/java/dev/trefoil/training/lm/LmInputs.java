package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Batch;
import dev.trefoil.training.data.BatchCursor;
import dev.trefoil.training.data.Checksum;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.CorpusLoader;
import dev.trefoil.training.data.TokenCorpus;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything a run reads before its first step.
///
/// @param tokenizerFiles content of the files of [TokenizerFiles#NAMES]
/// @param dataFingerprint of training data, tokenizer, template and loss scope
/// @param settingsFingerprint of the shape, the context and the seed
record LmInputs(
    ModelConfig config,
    SpecialTokens special,
    List<String> tokenizerFiles,
    TokenCorpus train,
    @Nullable TokenCorpus valid,
    String dataFingerprint,
    String settingsFingerprint) {

  static LmInputs read(LmOptions options, Consumer<String> notices) {
    LmData data = options.data();
    List<String> files = TokenizerFiles.read(data.tokenizer());
    try (Tokenizer tokenizer = Tokenizer.load(data.tokenizer().resolve("tokenizer.json"))) {
      ChatTemplate template = ChatTemplate.load(data.tokenizer());
      String encoding = Checksum.sha256(files.get(0), files.get(1), data.loss().label());
      CorpusLoader loader =
          new CorpusLoader(
              new ConversationEncoder(tokenizer, template, data.loss()),
              encoding,
              data.context(),
              options.out().resolve("cache"),
              notices);
      TokenCorpus train = loader.load(data.train()).corpus();
      Path validFile = data.valid();
      TokenCorpus valid = validFile == null ? null : loader.load(validFile).corpus();
      SpecialTokens special = SpecialTokens.of(files.get(1), tokenizer);
      ModelConfig config =
          options.shape().config(tokenizer.vocabularySize(), data.context(), special.endTokens());
      String dataFingerprint = loader.fingerprint(data.train());
      String settings =
          Checksum.sha256(
              options.shape().toString(),
              Integer.toString(data.context()),
              Long.toString(options.seed()));
      return new LmInputs(config, special, files, train, valid, dataFingerprint, settings);
    }
  }

  /// Fixed batches for validation, none without a validation file.
  List<Batch> validation(LmData data, long maxTokens) {
    return valid == null || valid.conversations() == 0
        ? List.of()
        : BatchCursor.once(valid, data.batchRows(), data.rowTokens(), maxTokens);
  }
}
