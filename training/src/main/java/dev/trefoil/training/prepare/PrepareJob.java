package dev.trefoil.training.prepare;

import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Conversation;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DataFiles;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.PreparedData;
import dev.trefoil.training.data.ShareGptReader;
import dev.trefoil.training.run.RunLock;
import dev.trefoil.training.shards.ShardDirectory;
import dev.trefoil.training.shards.ShardEntry;
import dev.trefoil.training.shards.ShardManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Encodes files of conversations into a directory of shards that [PreparedData] reads.
///
/// Files are streamed; memory is needed for one shard and a few hundred conversations. All cores
/// encode. A run that was killed continues after its last whole shard: conversations before it are
/// read again but not encoded.
public final class PrepareJob {
  private static final int BLOCK_CONVERSATIONS = 256;
  private static final long BLOCK_CHARACTERS = 8_000_000;

  private final PrepareOptions options;
  private final Tokenizer tokenizer;
  private final ConversationEncoder encoder;
  private final PrepareListener listener;
  private final BooleanSupplier cancelled;
  private final List<Conversation> block = new ArrayList<>();
  private long blockCharacters;
  private long toSkip;

  /// @param tokenizer of the target; stays the caller's
  /// @param cancelled asked before every conversation
  @SuppressWarnings("MissingSummary") // the parameters say all
  public PrepareJob(
      PrepareOptions options,
      Tokenizer tokenizer,
      ChatTemplate template,
      PrepareListener listener,
      BooleanSupplier cancelled) {
    this.options = options;
    this.tokenizer = tokenizer;
    this.encoder = new ConversationEncoder(tokenizer, template, options.mask());
    this.listener = listener;
    this.cancelled = cancelled;
  }

  /// Prepares what is not prepared yet.
  ///
  /// @throws CancellationException when it was cancelled; the shards so far stay
  /// @throws RuntimeException whose message says what is wrong with data or directory
  public PrepareReport run() {
    long start = System.nanoTime();
    try (RunLock _ = RunLock.take(options.out())) {
      DataFiles files = DataFiles.of(options.data());
      ShardDirectory shards =
          ShardDirectory.open(
              options.out(),
              "safetensors",
              PreparedData.KIND,
              PreparedData.FORMAT,
              settings(files),
              options.restart(),
              listener::notice);
      int kept = shards.manifest().shards().size();
      if (!shards.isComplete()) {
        kept = keptShards(shards);
        make(files, shards, kept);
      }
      return report(shards.manifest(), kept, (System.nanoTime() - start) * 1e-9);
    }
  }

  private Map<String, String> settings(DataFiles files) {
    Map<String, String> settings = new LinkedHashMap<>(encoder.settings());
    settings.put("context", Integer.toString(options.context()));
    settings.put("defects", options.defects().label());
    settings.put("overlong", options.overlong().name().toLowerCase(Locale.ROOT));
    settings.put("system", options.system() == null ? "" : options.system());
    settings.put("shard_tokens", Integer.toString(options.shardTokens()));
    settings.put("vocabulary", Integer.toString(tokenizer.vocabularySize()));
    settings.put("data", files.identity());
    return settings;
  }

  /// Shards that are there without a gap; the conversations of these are skipped.
  private int keptShards(ShardDirectory shards) {
    int kept = 0;
    toSkip = 0;
    for (Optional<ShardEntry> entry = shards.find(0); entry.isPresent(); ) {
      toSkip += entry.get().count(ShardFiller.READ);
      kept++;
      entry = shards.find(kept);
    }
    return kept;
  }

  private void make(DataFiles files, ShardDirectory shards, int kept) {
    ShardFiller filler = new ShardFiller(shards, options, kept);
    DefectCounts read = new DefectCounts();
    long before = 0;
    for (Path file : options.data()) {
      long done = before;
      new ShareGptReader(
              file,
              options.defects(),
              read,
              bytes -> listener.bytesRead(done + bytes, files.bytes()))
          .forEach(conversation -> accept(conversation, filler));
      before += files.bytes(file);
    }
    encodeBlock(filler);
    DefectCounts last = filler.finish();
    Map<String, Long> others = new LinkedHashMap<>(read.byKey());
    last.byKey().forEach((name, count) -> others.merge(name, count, Long::sum));
    if (shards.manifest().shards().isEmpty()) {
      throw new DataException(
          "%s: no conversation is left to train on (%s); check the data"
              .formatted(names(), String.join(", ", DefectCounts.ofKeys(others).phrases())));
    }
    shards.complete(others);
  }

  private String names() {
    List<String> names = options.data().stream().map(Path::toString).toList();
    return String.join(", ", names);
  }

  private void accept(Conversation conversation, ShardFiller filler) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException(
          "interrupted; the shards so far are in %s: the same command continues"
              .formatted(options.out()));
    }
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    String system = options.system();
    Conversation complete = system == null ? conversation : conversation.withSystem(system);
    block.add(complete);
    blockCharacters += complete.characters();
    if (block.size() == BLOCK_CONVERSATIONS || blockCharacters > BLOCK_CHARACTERS) {
      encodeBlock(filler);
    }
  }

  /// Encodes on all cores; the order stays.
  private void encodeBlock(ShardFiller filler) {
    List<Optional<EncodedConversation>> encoded =
        IntStream.range(0, block.size()).parallel().mapToObj(i -> encode(block.get(i))).toList();
    encoded.forEach(filler::add);
    block.clear();
    blockCharacters = 0;
  }

  private Optional<EncodedConversation> encode(Conversation conversation) {
    try {
      return Optional.of(encoder.encode(conversation, options.context()));
    } catch (IllegalArgumentException refusal) {
      return Optional.empty(); // the filler counts it
    }
  }

  private PrepareReport report(ShardManifest manifest, int kept, double seconds) {
    PreparedData data = PreparedData.open(options.out());
    DefectCounts defects = data.defects();
    return new PrepareReport(
        options.out().toString(),
        options.mask().label(),
        data.conversations(),
        data.tokens(),
        manifest.totals().getOrDefault("trained_tokens", 0L),
        defects.reasons(false),
        defects.reasons(true),
        manifest.shards().size(),
        kept,
        manifest.shards().stream().mapToLong(ShardEntry::bytes).sum(),
        data.fingerprint(),
        seconds);
  }
}
