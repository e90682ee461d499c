package dev.trefoil.training.regenerate;

import dev.trefoil.decoding.FinishReason;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationListener;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Request;
import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.regenerate.AnswerCounts.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Answers the conversations of a shard in rounds: all first questions together, then all second
/// ones, each after the target's own answer to the one before.
final class ShardAnswers {
  /// An answer needs room for this many tokens, or for all that are asked for.
  private static final int LEAST_ROOM = 16;

  private final LoadedModel model;
  private final ChatTemplate template;
  private final Engine engine;
  private final RegenerateOptions options;
  private final BooleanSupplier cancelled;

  ShardAnswers(
      LoadedModel model,
      ChatTemplate template,
      Engine engine,
      RegenerateOptions options,
      BooleanSupplier cancelled) {
    this.model = model;
    this.template = template;
    this.engine = engine;
    this.options = options;
    this.cancelled = cancelled;
  }

  /// A question on its way through the engine.
  private record Asked(Dialogue dialogue, List<ChatMessage> prompt, Request request) {}

  /// Answers every question that can be answered.
  ///
  /// @throws CancellationException when it was cancelled
  AnswerCounts answer(List<Dialogue> dialogues) {
    AnswerCounts counts = new AnswerCounts(dialogues.size());
    List<Asked> round = round(dialogues, counts);
    while (!round.isEmpty()) {
      List<Generation> answers =
          engine.generate(
              round.stream().map(Asked::request).toList(), GenerationListener.NONE, cancelled);
      if (cancelled.getAsBoolean()) {
        throw new CancellationException(
            "interrupted; the finished shards are in %s: the same command continues"
                .formatted(options.out()));
      }
      for (int i = 0; i < round.size(); i++) {
        take(round.get(i), answers.get(i), counts);
      }
      round = round(dialogues, counts);
    }
    for (Dialogue dialogue : dialogues) {
      counts.add(AnswerCounts.CONVERSATIONS, dialogue.answers() > 0 ? 1 : 0);
      counts.lose(Loss.CONVERSATION, dialogue.answers() == 0 ? 1 : 0);
    }
    return counts;
  }

  private List<Asked> round(List<Dialogue> dialogues, AnswerCounts counts) {
    List<Asked> round = new ArrayList<>();
    for (Dialogue dialogue : dialogues) {
      if (dialogue.open()) {
        asked(dialogue, counts).ifPresent(round::add);
      }
    }
    return round;
  }

  private Optional<Asked> asked(Dialogue dialogue, AnswerCounts counts) {
    List<ChatMessage> prompt = dialogue.prompt();
    Request request;
    try {
      request = model.request(template.render(prompt, true), options.maxNewTokens());
    } catch (IllegalArgumentException refusal) {
      end(dialogue, Loss.REFUSED, counts);
      return Optional.empty();
    }
    int room = model.target().config().contextLength() - request.prompt().length;
    if (room < Math.min(LEAST_ROOM, options.maxNewTokens())) {
      end(dialogue, Loss.NO_ROOM, counts);
      return Optional.empty();
    }
    long seed = seed(options.sampling().seed(), dialogue.index(), dialogue.answers());
    return Optional.of(
        new Asked(dialogue, prompt, request.sampled(options.sampling().withSeed(seed))));
  }

  /// Another one for every answer, whatever was answered before it in this run.
  private static long seed(long seed, long conversation, int turn) {
    return seed + conversation * 0x9E3779B97F4A7C15L + turn;
  }

  private void take(Asked asked, Generation answer, AnswerCounts counts) {
    int[] promptIds = asked.request().prompt();
    counts.add(AnswerCounts.PROMPT_TOKENS, promptIds.length);
    counts.add(AnswerCounts.NEW_TOKENS, answer.tokens().length);
    if (answer.reason() == FinishReason.ERROR) {
      end(asked.dialogue(), Loss.NOT_NUMBERS, counts);
      return;
    }
    AnswerText text = AnswerText.of(model.tokenizer(), template, asked.prompt(), promptIds, answer);
    if (text.text().isEmpty()) {
      end(asked.dialogue(), Loss.EMPTY, counts);
      return;
    }
    boolean cut = answer.reason() == FinishReason.LENGTH;
    asked.dialogue().answer(text.text(), cut);
    counts.add(AnswerCounts.ANSWERS, 1);
    counts.add(AnswerCounts.EXACT_ANSWERS, text.exact() ? 1 : 0);
    counts.add(AnswerCounts.CUT_ANSWERS, cut ? 1 : 0);
    if (cut) {
      counts.lose(Loss.AFTER_END, asked.dialogue().unanswered());
    }
  }

  private static void end(Dialogue dialogue, Loss reason, AnswerCounts counts) {
    counts.lose(reason, 1);
    counts.lose(Loss.AFTER_END, dialogue.unanswered() - 1L);
    dialogue.end();
  }
}
