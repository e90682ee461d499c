package dev.trefoil.training.prepare;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.ConversationStream;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.TokenCounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Counts the tokens that the target says in conversations, and writes the most frequent ones as
/// the vocabulary of a draft ("FR-Spec", Zhao et al. 2025, section 3.2, with the target's own
/// answers for a corpus).
///
/// Special tokens that occur, such as the one that ends an answer, are always among them. A token
/// that does not occur never is. Needs memory for one conversation.
public final class VocabularyJob {
  private final VocabularyOptions options;
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private final ConversationStream stream;
  private final PrepareListener listener;
  private final BooleanSupplier cancelled;

  /// @param tokenizer of the target; stays the caller's
  /// @param config of the target
  /// @param cancelled asked before every conversation
  /// @throws IllegalArgumentException when more tokens are asked for than the target has, or there
  ///   is no directory for the file
  @SuppressWarnings("MissingSummary") // the parameters say all
  public VocabularyJob(
      VocabularyOptions options,
      Tokenizer tokenizer,
      ChatTemplate template,
      ModelConfig config,
      PrepareListener listener,
      BooleanSupplier cancelled) {
    this.options = options;
    this.tokenizer = tokenizer;
    this.vocabulary = config.vocabularySize();
    this.stream =
        new ConversationStream(
            new ConversationEncoder(tokenizer, template, options.mask()), config.contextLength());
    this.listener = listener;
    this.cancelled = cancelled;
    if (options.tokens() > vocabulary) {
      throw new IllegalArgumentException(
          "a draft vocabulary of %d tokens; the model has %d, allowed are 1 to that"
              .formatted(options.tokens(), vocabulary));
    }
    if (!Files.isDirectory(file().toAbsolutePath().resolveSibling("."))) {
      throw new IllegalArgumentException(
          "%s: its directory does not exist; give the directory of a draft, or a file in one"
              .formatted(file()));
    }
  }

  private Path file() {
    Path out = options.out();
    return Files.isDirectory(out) ? out.resolve(VocabularyFile.NAME) : out;
  }

  /// Counts and writes.
  ///
  /// @throws CancellationException when it was cancelled; nothing is written then
  /// @throws RuntimeException whose message says what is wrong with the data
  public VocabularyReport run() {
    long start = System.nanoTime();
    TokenCounts counts = count();
    if (counts.total() == 0) {
      throw new DataException(
          options.data() + ": no token counts in the loss; check the data and the mask");
    }
    int[] tokens = choose(counts);
    if (tokens.length < options.tokens()) {
      listener.notice(
          "%,d different tokens occur; the draft proposes these, not %,d"
              .formatted(tokens.length, options.tokens()));
    }
    long covered = Arrays.stream(tokens).mapToLong(counts::of).sum();
    double coverage = covered / (double) counts.total();
    new VocabularyFile(file().toString(), vocabulary, tokens, coverage).write(file());
    return new VocabularyReport(
        file().toString(),
        options.mask().label(),
        tokens.length,
        vocabulary,
        counts.total(),
        counts.different(),
        coverage,
        (System.nanoTime() - start) * 1e-9);
  }

  private TokenCounts count() {
    long total = options.data().stream().mapToLong(ConversationStream::bytes).sum();
    TokenCounts counts = new TokenCounts(vocabulary);
    long before = 0;
    for (Path path : options.data()) {
      long done = before;
      stream.forEach(
          path,
          bytes -> listener.bytesRead(done + bytes, total),
          conversation -> {
            if (cancelled.getAsBoolean()) {
              throw new CancellationException("interrupted; no vocabulary was written");
            }
            counts.add(conversation);
          });
      before += ConversationStream.bytes(path);
    }
    return counts;
  }

  /// Those that occur, the most frequent first; special ones take the places of the least frequent.
  private int[] choose(TokenCounts counts) {
    int[] occurring =
        Arrays.stream(counts.ranked()).filter(token -> counts.of(token) > 0).toArray();
    long special = Arrays.stream(occurring).filter(this::isSpecial).count();
    long ordinary = Math.max(0, options.tokens() - special);
    int[] chosen = new int[Math.min(options.tokens(), occurring.length)];
    int count = 0;
    for (int token : occurring) {
      boolean taken = isSpecial(token) || ordinary-- > 0;
      if (taken && count < chosen.length) {
        chosen[count++] = token;
      }
    }
    return chosen;
  }

  private boolean isSpecial(int token) {
    return token < tokenizer.vocabularySize() && tokenizer.isSpecial(token);
  }
}
