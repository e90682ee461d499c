package dev.trefoil.bench.run;

import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Request;
import dev.trefoil.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/// Makes prompts that leave room for the answer: where a conversation is too long for the context,
/// the middle of its longest message is left out. The beginning says what to do and the end often
/// asks the question, so both stay.
final class PromptFitting {
  private static final String GAP = " ... ";
  private static final int LEAST_PROMPT_TOKENS = 16;
  private static final int SHORTEST_MESSAGE = 40; // characters; shorter ones are left alone

  /// A prompt for the next answer.
  ///
  /// @param truncated something was left out
  record Fitted(Request request, boolean truncated) {}

  private final LoadedModel model;
  private final int maxNewTokens;
  private final int budget;

  /// @throws IllegalArgumentException when answers of this length leave no room for a prompt
  PromptFitting(LoadedModel model, int maxNewTokens) {
    int context = model.target().config().contextLength();
    this.model = model;
    this.maxNewTokens = maxNewTokens;
    this.budget = context - maxNewTokens;
    if (budget < LEAST_PROMPT_TOKENS) {
      throw new IllegalArgumentException(
          "max new tokens is %d, but the context of %s is %d tokens and a prompt needs some of them; allowed are 1 to %d"
              .formatted(
                  maxNewTokens, model.target().name(), context, context - LEAST_PROMPT_TOKENS));
    }
  }

  /// @param messages the conversation, last message the user's
  @SuppressWarnings("MissingSummary") // the type says what it does
  Fitted fit(List<ChatMessage> messages) {
    Request whole = model.request(messages, maxNewTokens);
    if (whole.prompt().length <= budget) {
      return new Fitted(whole, false);
    }
    List<ChatMessage> shortened = new ArrayList<>(messages);
    while (true) {
      int longest = longest(shortened);
      ChatMessage message = shortened.get(longest);
      if (message.content().length() < SHORTEST_MESSAGE) {
        throw new IllegalArgumentException(
            "a conversation of %d messages needs %d tokens even when shortened, %d are left beside %d new tokens; give a smaller --max-new-tokens"
                .formatted(messages.size(), tokens(shortened), budget, maxNewTokens));
      }
      int kept = keptCharacters(shortened, longest);
      shortened.set(longest, cut(message, kept));
      Request request = model.request(shortened, maxNewTokens);
      if (request.prompt().length <= budget) {
        return new Fitted(request, true);
      }
    }
  }

  /// How many characters of the message fit; a few when even none would.
  private int keptCharacters(List<ChatMessage> messages, int index) {
    ChatMessage message = messages.get(index);
    List<ChatMessage> trial = new ArrayList<>(messages);
    int low = SHORTEST_MESSAGE / 2 - GAP.length();
    int high = message.content().length() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      trial.set(index, cut(message, middle));
      if (tokens(trial) <= budget) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private int tokens(List<ChatMessage> messages) {
    return model.request(messages, maxNewTokens).prompt().length;
  }

  private static int longest(List<ChatMessage> messages) {
    int longest = 0;
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).content().length() > messages.get(longest).content().length()) {
        longest = i;
      }
    }
    return longest;
  }

  /// The message with `kept` of its characters, half from either end.
  private static ChatMessage cut(ChatMessage message, int kept) {
    String text = message.content();
    int head = (kept + 1) / 2;
    int tail = text.length() - kept / 2;
    if (Character.isHighSurrogate(text.charAt(head - 1))) {
      head--;
    }
    if (tail < text.length() && Character.isLowSurrogate(text.charAt(tail))) {
      tail++;
    }
    return new ChatMessage(message.role(), text.substring(0, head) + GAP + text.substring(tail));
  }
}
