package dev.trefoil.training.data;

import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns a conversation into the ids that decoding would see, and marks what is to be learnt.
///
/// The whole conversation is rendered and encoded once, so ids are those of the chat template. The
/// borders of an answer are found by comparing with the encoded prompt before it and the encoded
/// conversation up to its end: where they stop agreeing the answer begins, or ends. This needs no
/// knowledge of the template. A template that rewrites earlier turns gives shorter answers, never
/// marks outside of them.
public final class ConversationEncoder {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final LossScope scope;

  public ConversationEncoder(Tokenizer tokenizer, ChatTemplate template, LossScope scope) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.scope = scope;
  }

  /// Ids and marks; the first token is never marked.
  ///
  /// @throws RuntimeException when the template refuses the conversation
  public EncodedConversation encode(Conversation conversation) {
    List<ChatMessage> messages = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      messages.add(message(turn));
    }
    int[] ids = ids(messages, false);
    boolean[] trained = new boolean[ids.length];
    switch (scope) {
      case ALL -> Arrays.fill(trained, true);
      case ASSISTANT -> markAnswers(conversation, messages, ids, trained);
    }
    if (trained.length > 0) {
      trained[0] = false;
    }
    return new EncodedConversation(ids, trained);
  }

  private void markAnswers(
      Conversation conversation, List<ChatMessage> messages, int[] ids, boolean[] trained) {
    for (int i = 0; i < messages.size(); i++) {
      if (conversation.turns().get(i).role() == Turn.Role.ASSISTANT) {
        int from = agreement(ids, ids(messages.subList(0, i), true));
        boolean last = i == messages.size() - 1;
        int to = last ? ids.length : agreement(ids, ids(messages.subList(0, i + 1), false));
        Arrays.fill(trained, from, Math.max(from, to), true);
      }
    }
  }

  private int[] ids(List<ChatMessage> messages, boolean prompt) {
    return tokenizer.encode(template.render(messages, prompt));
  }

  private static int agreement(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  private static ChatMessage message(Turn turn) {
    return switch (turn.role()) {
      case SYSTEM -> ChatMessage.system(turn.text());
      case USER -> ChatMessage.user(turn.text());
      case ASSISTANT -> ChatMessage.assistant(turn.text());
    };
  }
}
