package dev.trefoil.training.data;

import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Turn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Turns a conversation into the ids that decoding would see, and marks what is to be learnt.
///
/// The whole conversation is rendered and encoded once, so ids are those of the chat template. The
/// borders of an answer are found by comparing with the encoded prompt before it and the encoded
/// conversation up to its end: where they stop agreeing the answer begins, or ends. This needs no
/// knowledge of the template. A template that rewrites earlier turns gives shorter answers, never
/// marks outside of them. An answer that a length limit cut is followed by nothing.
///
/// Several threads may encode at once.
public final class ConversationEncoder {
  private static final String VICUNA_ANSWER = " ASSISTANT: ";
  private static final String VICUNA_END = "</s>";

  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final LossScope scope;

  public ConversationEncoder(Tokenizer tokenizer, ChatTemplate template, LossScope scope) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.scope = scope;
  }

  /// What decides the ids and marks of a conversation, by name.
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("tokenizer", tokenizer.fingerprint());
    settings.put("template", template.fingerprint());
    settings.put("mask", scope.label());
    return settings;
  }

  /// Ids and marks; the first token is never marked.
  ///
  /// @throws IllegalArgumentException when the template refuses the conversation
  public EncodedConversation encode(Conversation conversation) {
    return encode(conversation, Integer.MAX_VALUE);
  }

  /// The same for a reader that wants the first `tokens` marks alone: long conversations take less
  /// time. All ids are there, marks behind `tokens` may be missing.
  public EncodedConversation encode(Conversation conversation, int tokens) {
    List<ChatMessage> messages = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      messages.add(message(turn));
    }
    int[] ids = tokenizer.encodePrompt(whole(conversation, messages));
    boolean[] trained = new boolean[ids.length];
    if (scope == LossScope.ALL) {
      Arrays.fill(trained, true);
    } else {
      markAnswers(conversation, messages, ids, trained, tokens);
    }
    if (trained.length > 0) {
      trained[0] = false;
    }
    return new EncodedConversation(ids, trained);
  }

  /// The rendered conversation; if its last answer was cut, up to where.
  private String whole(Conversation conversation, List<ChatMessage> messages) {
    String text = template.render(messages, false);
    Turn last = conversation.turns().getLast();
    String said = last.text().strip(); // templates may strip it too
    int at = last.cut() ? text.lastIndexOf(said) : -1;
    return at < 0 ? text : text.substring(0, at + said.length());
  }

  private void markAnswers(
      Conversation conversation,
      List<ChatMessage> messages,
      int[] ids,
      boolean[] trained,
      int tokens) {
    for (int i = 0; i < messages.size(); i++) {
      if (conversation.turns().get(i).role() != Role.ASSISTANT) {
        continue;
      }
      if (scope == LossScope.VICUNA && !isPlain(conversation.turns(), i)) {
        return;
      }
      int from = agreement(ids, ids(messages.subList(0, i), true));
      boolean last = i == messages.size() - 1;
      int to = last ? ids.length : agreement(ids, ids(messages.subList(0, i + 1), false));
      mark(trained, from, to, last);
      if (to >= tokens) {
        return;
      }
    }
  }

  private void mark(boolean[] trained, int from, int to, boolean last) {
    int first = scope == LossScope.LLAMA_3 ? Math.max(0, from - 1) : from;
    int end = scope == LossScope.LLAMA_3 && !last ? to - 2 : to;
    Arrays.fill(trained, first, Math.max(first, end), true);
  }

  /// Whether question and answer hold none of the marks by which Vicuna's mask finds the answer.
  private static boolean isPlain(List<Turn> turns, int answer) {
    StringBuilder text = new StringBuilder();
    for (Turn turn : turns.subList(answer == 2 ? 0 : answer - 1, answer)) {
      text.append(' ').append(turn.text());
    }
    text.append(VICUNA_ANSWER).append(turns.get(answer).text());
    int only = text.indexOf(VICUNA_ANSWER);
    return text.indexOf(VICUNA_ANSWER, only + 1) < 0 && text.indexOf(VICUNA_END) < 0;
  }

  private int[] ids(List<ChatMessage> messages, boolean prompt) {
    return tokenizer.encodePrompt(template.render(messages, prompt));
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
