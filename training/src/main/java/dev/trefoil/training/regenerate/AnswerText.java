package dev.trefoil.training.regenerate;

import dev.trefoil.decoding.FinishReason;
import dev.trefoil.engine.Generation;
import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The text of an answer as a conversation should hold it.
///
/// Templates put their own space before an answer, or strip it. So there are two candidates, the
/// text as generated and the stripped one, and the first of them that the template and tokenizer
/// turn into the very tokens that the target said is right. Often a model says tokens that no text
/// is encoded to; then it is the stripped text.
///
/// @param exact whether the text gives the generated tokens
record AnswerText(String text, boolean exact) {

  /// @param prompt the conversation before the answer
  /// @param promptIds as they were read
  @SuppressWarnings("MissingSummary") // the type says what it does
  static AnswerText of(
      Tokenizer tokenizer,
      ChatTemplate template,
      List<ChatMessage> prompt,
      int[] promptIds,
      Generation answer) {
    int[] expected = expected(promptIds, answer);
    String stripped = answer.text().strip();
    for (String text : List.of(answer.text(), stripped)) {
      if (!text.isBlank() && begins(ids(tokenizer, template, prompt, text), expected)) {
        return new AnswerText(text, true);
      }
    }
    return new AnswerText(stripped, false);
  }

  /// Prompt and answer, without the token that ended it: templates may write another one.
  private static int[] expected(int[] promptIds, Generation answer) {
    int[] tokens = answer.tokens();
    int count = tokens.length - (answer.reason() == FinishReason.STOP_TOKEN ? 1 : 0);
    int[] ids = Arrays.copyOf(promptIds, promptIds.length + count);
    System.arraycopy(tokens, 0, ids, promptIds.length, count);
    return ids;
  }

  private static int[] ids(
      Tokenizer tokenizer, ChatTemplate template, List<ChatMessage> prompt, String text) {
    List<ChatMessage> messages = new ArrayList<>(prompt);
    messages.add(ChatMessage.assistant(text));
    return tokenizer.encodePrompt(template.render(messages, false));
  }

  private static boolean begins(int[] ids, int[] expected) {
    int mismatch = Arrays.mismatch(ids, expected);
    return mismatch < 0 || mismatch == expected.length;
  }
}
