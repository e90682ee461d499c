package dev.trefoil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsAndNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1.0, 0",
    "1.02, 0",
    "0.98, 0",
    "1.04, 1",
    "0.96, -1",
    "1.3, 2",
    "1.7, 3",
    "0.6, -3",
    "9, 4",
    "0, -4",
    "NaN, None"
  })
  void tonesAreEqualForAFactorAndItsInverse(double speedup, String tone) {
    assertThat(DivergingTone.of(speedup)).isEqualTo(tone);
  }

  @ParameterizedTest
  @CsvSource({
    "45, 5, 50, 10",
    "0.7, 5, 0.8, 0.2",
    "1, 5, 1, 0.2",
    "0, 5, 1, 0.2",
    "3000, 4, 3000, 1000"
  })
  void anAxisEndsAtARoundNumber(double largest, int ticks, double end, double step) {
    Scale scale = Scale.upTo(largest, ticks);
    assertThat(scale.end()).isCloseTo(end, offset(1e-9));
    assertThat(scale.step()).isCloseTo(step, offset(1e-9));
    assertThat(scale.ticks()).hasSizeLessThanOrEqualTo(ticks + 1);
  }

  @Test
  void whiteSpaceOfATokenIsSeen() {
    assertThat(VisibleText.of(" a\n\tb")).isEqualTo("␣a↵⇥b");
    assertThat(VisibleText.of("")).isEqualTo("∅");
    assertThat(VisibleText.of("\u200b\u0000")).isEqualTo("⟨200B⟩⟨0000⟩");
    assertThat(VisibleText.brief("x".repeat(40))).hasSize(24).endsWith("…");
    assertThat(VisibleText.shorten("😀😀😀", 2)).isEqualTo("😀…");
  }

  @Test
  void numbersHaveADashWhereThereIsNone() {
    assertThat(Numbers.factor(1.845)).isIn("1.84×", "1.85×");
    assertThat(Numbers.factor(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.brief(8123.4)).isEqualTo("8,123");
    assertThat(Numbers.time(12_345)).isEqualTo("12.3 s");
    assertThat(Numbers.plural(1, "core")).isEqualTo("one core");
  }

  @Test
  void unfinishedMarkupAndAnUnsafeSheetAreRefused() {
    assertThatThrownBy(() -> new Markup().open("p").toString()).hasMessageContaining("p");
    assertThatThrownBy(() -> new Markup().style("a</style>")).hasMessageContaining("<");
    assertThatThrownBy(() -> new Markup().open("p", "class")).hasMessageContaining("pairs");
  }
}
