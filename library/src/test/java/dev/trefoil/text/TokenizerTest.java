package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  static final Path DEMO = Path.of("../models/demo/target");

  @Test
  void specialTokensWrittenInTheTextBecomeTheirIds() {
    try (Tokenizer tokenizer = Tokenizer.load(DEMO)) {
      assertThat(tokenizer.encode("<|user|>a<|end|>")).containsExactly(4, 70, 2);
      assertThat(tokenizer.encodeLiteral("<|end|>")).hasSizeGreaterThan(1).doesNotContain(2);
    }
  }
}
