package dev.trefoil.training.regenerate;

import dev.trefoil.training.data.Conversation;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.ShareGptReader;
import dev.trefoil.training.shards.ShardDirectory;
import dev.trefoil.training.shards.ShardEntry;
import dev.trefoil.training.shards.ShardException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// Which conversation is in which shard. Made by reading the data once, so that a broken file ends
/// a run before hours of work and not after, and the time left can be told.
final class QuestionPlan {
  private final RegenerateOptions options;
  private final DefectCounts defects;
  private final List<Integer> shardConversations = new ArrayList<>();
  private final List<Long> shardQuestions = new ArrayList<>();
  private long conversations;

  private QuestionPlan(RegenerateOptions options, DefectCounts defects) {
    this.options = options;
    this.defects = defects;
  }

  /// Takes the conversations of a shard.
  @FunctionalInterface
  interface ShardConsumer {
    void accept(int index, List<Dialogue> dialogues);
  }

  static QuestionPlan read(RegenerateOptions options) {
    QuestionPlan plan = new QuestionPlan(options, new DefectCounts());
    forEach(options, plan.defects, (conversation, index) -> plan.count(conversation));
    return plan;
  }

  private void count(Conversation conversation) {
    if (conversations % options.shardConversations() == 0) {
      shardConversations.add(0);
      shardQuestions.add(0L);
    }
    conversations++;
    int last = shardConversations.size() - 1;
    shardConversations.set(last, shardConversations.get(last) + 1);
    shardQuestions.set(last, shardQuestions.get(last) + conversation.questions());
  }

  private static void forEach(
      RegenerateOptions options, DefectCounts counts, ObjLongConsumer<Conversation> consumer) {
    long[] index = new long[1];
    for (Path file : options.data()) {
      boolean toItsEnd =
          new ShareGptReader(file, DefectPolicy.MEND, counts, bytes -> {})
              .forEachWhile(
                  conversation -> {
                    consumer.accept(conversation, index[0]++);
                    return index[0] < options.limit();
                  });
      if (!toItsEnd) {
        return;
      }
    }
  }

  long conversations() {
    return conversations;
  }

  int shards() {
    return shardConversations.size();
  }

  /// Questions of a shard.
  long questions(int shard) {
    return shardQuestions.get(shard);
  }

  /// What was wrong with the data.
  DefectCounts defects() {
    return defects;
  }

  /// Refuses a directory that holds more than is planned.
  void requireReaches(ShardDirectory directory) {
    long held = 0;
    for (ShardEntry shard : directory.manifest().shards()) {
      held += shard.count(AnswerCounts.READ);
    }
    if (held > conversations) {
      throw new ShardException(
          "%s: holds the answers of %d conversations already, but --limit asks for %d; give a higher --limit, another --out, or start anew with --restart"
              .formatted(options.out(), held, conversations));
    }
  }

  /// A shard that is there with as many conversations as it should have. The last one of a run with
  /// a lower limit has fewer.
  private boolean isWhole(ShardDirectory directory, int shard) {
    return directory
        .find(shard)
        .filter(entry -> entry.count(AnswerCounts.READ) == shardConversations.get(shard))
        .isPresent();
  }

  int wholeShards(ShardDirectory directory) {
    int whole = 0;
    for (int shard = 0; shard < shards(); shard++) {
      whole += isWhole(directory, shard) ? 1 : 0;
    }
    return whole;
  }

  /// Questions of the shards that are still to be made.
  long openQuestions(ShardDirectory directory) {
    long questions = 0;
    for (int shard = 0; shard < shards(); shard++) {
      questions += isWhole(directory, shard) ? 0 : questions(shard);
    }
    return questions;
  }

  /// Hands on the shards that are still to be made, in order.
  void forEachOpenShard(ShardDirectory directory, ShardConsumer consumer) {
    List<Dialogue> dialogues = new ArrayList<>();
    forEach(
        options,
        new DefectCounts(), // counted in the first reading
        (conversation, index) -> {
          int shard = Math.toIntExact(index / options.shardConversations());
          if (isWhole(directory, shard)) {
            return;
          }
          dialogues.add(new Dialogue(index, conversation));
          if (dialogues.size() == shardConversations.get(shard)) {
            consumer.accept(shard, List.copyOf(dialogues));
            dialogues.clear();
          }
        });
  }
}
