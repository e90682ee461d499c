package dev.trefoil.training.features;

import dev.trefoil.engine.LoadedModel;
import dev.trefoil.model.Target;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.PreparedData;
import dev.trefoil.training.run.RunLock;
import dev.trefoil.training.shards.ShardDirectory;
import dev.trefoil.training.shards.ShardEntry;
import dev.trefoil.training.shards.ShardException;
import dev.trefoil.training.shards.ShardManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Computes hidden states of prepared conversations, shard by shard.
///
/// A run that was killed continues after its last whole shard. Belongs to the decoding thread; owns
/// neither model nor data.
public final class FeatureJob {
  /// The kind in the manifest.
  public static final String KIND = "features";

  private static final int FORMAT = 1;

  private final LoadedModel model;
  private final String modelFingerprint;
  private final FeatureOptions options;
  private final FeatureListener listener;
  private final BooleanSupplier cancelled;
  private final LongSupplier freeBytes;
  private final PreparedData data;
  private final List<EncodedConversation> pending = new ArrayList<>();
  private long pendingTokens;
  private long toSkip;
  private int nextShard;
  private long doneTokens;
  private long runTokens;

  /// @param modelFingerprint of [dev.trefoil.training.data.ModelFingerprint]
  /// @param cancelled asked before every conversation
  /// @param freeBytes room on the disk of `out`
  /// @throws RuntimeException when the data are not there, or were made with another tokenizer
  @SuppressWarnings("MissingSummary") // the parameters say all
  public FeatureJob(
      LoadedModel model,
      String modelFingerprint,
      FeatureOptions options,
      FeatureListener listener,
      BooleanSupplier cancelled,
      LongSupplier freeBytes) {
    this.model = model;
    this.modelFingerprint = modelFingerprint;
    this.options = options;
    this.listener = listener;
    this.cancelled = cancelled;
    this.freeBytes = freeBytes;
    this.data = PreparedData.open(options.data());
    data.requireEncoding(Map.of("tokenizer", model.tokenizer().fingerprint()));
  }

  /// Bytes of the whole result.
  public long bytes() {
    return data.tokens() * options.bytesPerToken(hidden()) + 8 * data.conversations();
  }

  private int hidden() {
    return model.target().config().hiddenSize();
  }

  /// Computes what is not there yet.
  ///
  /// @throws CancellationException when it was cancelled; the shards so far stay
  /// @throws ShardException when the disk lacks room; nothing is written then
  public FeatureReport run() {
    try (RunLock _ = RunLock.take(options.out())) {
      ShardDirectory shards =
          ShardDirectory.open(
              options.out(),
              "safetensors",
              KIND,
              FORMAT,
              settings(),
              options.restart(),
              listener::notice);
      skipKept(shards);
      int kept = nextShard;
      long start = System.nanoTime();
      if (!shards.isComplete()) {
        requireRoom(shards);
        data.forEach(conversation -> accept(conversation, shards));
        flush(shards);
        shards.complete(Map.of());
      }
      return report(shards.manifest(), kept, (System.nanoTime() - start) * 1e-9);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", modelFingerprint);
    settings.put("dtype", model.options().precision().label());
    settings.put("tensors", String.join(",", options.layers().tensorNames()));
    settings.put("store", store());
    settings.put("hidden", Integer.toString(hidden()));
    settings.put("shard_bytes", Long.toString(options.shardBytes()));
    settings.put("data", data.fingerprint());
    return settings;
  }

  private String store() {
    return options.store().name().toLowerCase(Locale.ROOT);
  }

  /// Shards that are there without a gap; their conversations are skipped.
  private void skipKept(ShardDirectory shards) {
    for (Optional<ShardEntry> entry = shards.find(0); entry.isPresent(); ) {
      toSkip += entry.get().count("conversations");
      doneTokens += entry.get().count("tokens");
      nextShard++;
      entry = shards.find(nextShard);
    }
  }

  private void requireRoom(ShardDirectory shards) {
    long there = 0;
    for (int shard = 0; shard < nextShard; shard++) {
      there += shards.find(shard).map(ShardEntry::bytes).orElse(0L);
    }
    long needed = bytes() - there;
    long free = freeBytes.getAsLong();
    listener.notice(
        "%,d tokens give %,d bytes in %s; %,d bytes are still to be written, %,d are free"
            .formatted(data.tokens(), bytes(), options.out(), needed, free));
    if (needed > free) {
      throw new ShardException(
          "%s: needs %,d more bytes but the disk has %,d; name fewer --layers, use --store bf16, or choose another --out"
              .formatted(options.out(), needed, free));
    }
  }

  private void accept(EncodedConversation conversation, ShardDirectory shards) {
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    Target target = model.target();
    if (conversation.ids().length > target.config().contextLength()) {
      throw new DataException(
          "%s: holds a conversation of %d tokens, but the context of %s is %d; prepare the data with --context %d"
              .formatted(
                  options.data(),
                  conversation.ids().length,
                  target.name(),
                  target.config().contextLength(),
                  target.config().contextLength()));
    }
    pending.add(conversation);
    pendingTokens += conversation.ids().length;
    if (pendingTokens * options.bytesPerToken(hidden()) >= options.shardBytes()) {
      flush(shards);
    }
  }

  private void flush(ShardDirectory shards) {
    if (pending.isEmpty()) {
      return;
    }
    try (FeatureShard shard = new FeatureShard(model.target(), options, pending)) {
      long row = 0;
      for (EncodedConversation conversation : pending) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException(
              "interrupted; the finished shards are in %s: the same command continues"
                  .formatted(options.out()));
        }
        shard.compute(conversation, row);
        row += conversation.ids().length;
        runTokens += conversation.ids().length;
        listener.progress(doneTokens + row, data.tokens());
      }
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("conversations", (long) pending.size());
      counts.put("tokens", pendingTokens);
      shards.add(nextShard++, counts, shard::write);
    }
    doneTokens += pendingTokens;
    pending.clear();
    pendingTokens = 0;
  }

  private FeatureReport report(ShardManifest manifest, int kept, double seconds) {
    return new FeatureReport(
        options.out().toString(),
        options.layers().tensorNames(),
        store(),
        hidden(),
        data.conversations(),
        data.tokens(),
        manifest.shards().size(),
        kept,
        manifest.shards().stream().mapToLong(ShardEntry::bytes).sum(),
        runTokens,
        seconds,
        seconds == 0 ? 0 : runTokens / seconds);
  }
}
