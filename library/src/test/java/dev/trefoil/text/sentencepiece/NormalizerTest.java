package dev.trefoil.text.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static String normalize(
      String text, boolean dummy, boolean collapse, boolean escape, String... symbols) {
    CharsMap identity = CharsMap.parse(ByteBuffer.allocate(0));
    NormalizerRules rules = new NormalizerRules(identity, dummy, collapse, escape);
    return new Normalizer(rules, new PieceIndex(List.of(symbols))).normalize(text);
  }

  @Test
  void withoutFlagsTextStaysAsItIs() {
    assertThat(normalize("  a  b ", false, false, false)).isEqualTo("  a  b ");
  }

  @Test
  void aSpaceGoesInFrontOfAllButTheEmptyText() {
    assertThat(normalize("a", true, false, true)).isEqualTo("▁a");
    assertThat(normalize(" a", true, false, true)).isEqualTo("▁▁a");
    assertThat(normalize("", true, false, true)).isEmpty();
    assertThat(normalize("a", true, false, false)).isEqualTo(" a");
  }

  @Test
  void spacesCollapseAndThoseAroundTheTextGo() {
    assertThat(normalize("  a  b \n c  ", true, true, true)).isEqualTo("▁a▁b▁\n▁c");
    assertThat(normalize("   ", true, true, true)).isEmpty();
    assertThat(normalize("▁▁a▁▁", true, true, true)).isEqualTo("▁▁▁a");
  }

  @Test
  void userDefinedSymbolsKeepTheirInnerSpaces() {
    assertThat(normalize("a x  y b", true, true, true, "x  y")).isEqualTo("▁a▁x▁▁y▁b");
  }
}
