package dev.trefoil.training.prepare;

import dev.trefoil.training.data.ContextFit;
import dev.trefoil.training.data.Defect;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.PreparedShard;
import dev.trefoil.training.shards.ShardDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts encoded conversations into shards, one after the other.
final class ShardFiller {
  /// Count of the conversations that were read for a shard, dropped ones among them.
  static final String READ = "conversations_read";

  private final ShardDirectory shards;
  private final PrepareOptions options;
  private final List<EncodedConversation> conversations = new ArrayList<>();
  private DefectCounts defects;
  private ContextFit fit;
  private int index;
  private long read;
  private long tokens;

  /// @param index of the first shard that is to be filled
  ShardFiller(ShardDirectory shards, PrepareOptions options, int index) {
    this.shards = shards;
    this.options = options;
    this.index = index;
    this.defects = new DefectCounts();
    this.fit = newFit();
  }

  private ContextFit newFit() {
    return new ContextFit(options.context(), options.overlong(), defects);
  }

  /// The next conversation; empty when the template has refused it.
  void add(Optional<EncodedConversation> encoded) {
    read++;
    if (encoded.isEmpty()) {
      defects.add(Defect.MALFORMED_TEMPLATE);
      return;
    }
    fit.fit(encoded.get())
        .ifPresent(
            fitting -> {
              conversations.add(fitting);
              tokens += fitting.ids().length;
            });
    if (tokens >= options.shardTokens()) {
      write();
    }
  }

  /// Writes what is left. What was dropped after the last shard is returned: no shard counts it.
  DefectCounts finish() {
    if (!conversations.isEmpty()) {
      write();
    }
    return defects;
  }

  private void write() {
    long trained = 0;
    for (EncodedConversation conversation : conversations) {
      trained += conversation.trainedTokens();
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(READ, read);
    counts.put("conversations", (long) conversations.size());
    counts.put("tokens", tokens);
    counts.put("trained_tokens", trained);
    counts.putAll(defects.byKey());
    shards.add(index++, counts, file -> PreparedShard.write(file, conversations));
    conversations.clear();
    defects = new DefectCounts();
    fit = newFit();
    read = 0;
    tokens = 0;
  }
}
