package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.Turn.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationEncoderTest {
  private static final Path MODEL = Path.of("..", "models", "demo", "target");

  private final Tokenizer tokenizer = Tokenizer.load(MODEL);
  private final ChatTemplate template = ChatTemplate.load(MODEL);
  private final Conversation conversation =
      new Conversation(
          List.of(
              new Turn(Role.USER, "What is 2 + 3?"),
              new Turn(Role.ASSISTANT, "It is 5."),
              new Turn(Role.USER, "And doubled?"),
              new Turn(Role.ASSISTANT, "10\n")));

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private EncodedConversation encode(LossScope scope) {
    return new ConversationEncoder(tokenizer, template, scope).encode(conversation);
  }

  private String trainedText(EncodedConversation encoded) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < encoded.ids().length; i++) {
      if (encoded.trained()[i]) {
        text.append(tokenizer.decode(encoded.ids(), i, i + 1, true));
      }
    }
    return text.toString();
  }

  @Test
  void theIdsAreThoseOfTheChatTemplate() {
    int[] ids = encode(LossScope.ALL).ids();
    assertThat(tokenizer.decode(ids, 0, ids.length, true))
        .isEqualTo(
            "<|begin|><|user|>What is 2 + 3?<|end|><|assistant|>It is 5.<|end|>"
                + "<|user|>And doubled?<|end|><|assistant|>10\n<|end|>");
  }

  @Test
  void assistantScopeMarksTheAnswersAndTheirEnds() {
    assertThat(trainedText(encode(LossScope.ASSISTANT))).isEqualTo("It is 5.<|end|>10\n<|end|>");
  }

  @Test
  void allScopeMarksEverythingButTheFirstToken() {
    EncodedConversation encoded = encode(LossScope.ALL);
    assertThat(encoded.trained()[0]).isFalse();
    assertThat(trainedText(encoded)).startsWith("<|user|>What").endsWith("10\n<|end|>");
  }
}
