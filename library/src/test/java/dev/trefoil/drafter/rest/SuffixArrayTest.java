package dev.trefoil.drafter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuffixArrayTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 20, 256, 65_536, 300_000})
  void randomTextsAreSortedAsByComparison(int alphabet) {
    SplittableRandom random = new SplittableRandom(alphabet);
    for (int i = 0; i < 300; i++) {
      int length = random.nextInt(i < 200 ? 40 : 400);
      requireSorted(random.ints(length, 0, alphabet).toArray(), alphabet);
    }
  }

  @Test
  void everyShortTextOverThreeSymbolsIsSorted() {
    for (int length = 1; length <= 8; length++) {
      int[] text = new int[length];
      do {
        requireSorted(text, 3);
      } while (next(text, 3));
    }
  }

  @Test
  void textsThatRepeatThemselvesNeedSeveralLevelsAndAreSorted() {
    SplittableRandom random = new SplittableRandom(3);
    int[] fibonacci = {1};
    int[] before = {0};
    while (fibonacci.length < 1500) {
      int[] longer = IntStream.concat(Arrays.stream(fibonacci), Arrays.stream(before)).toArray();
      before = fibonacci;
      fibonacci = longer;
    }
    requireSorted(fibonacci, 2);
    for (int period = 1; period <= 12; period++) {
      int[] word = random.ints(period, 0, 70_000).toArray();
      int[] text = new int[1000 + period];
      Arrays.setAll(text, i -> word[i % word.length]);
      requireSorted(text, 70_000);
      text[777] = 5;
      requireSorted(text, 70_000);
    }
  }

  @Test
  void risingFallingAndEqualTextsAreSorted() {
    requireSorted(IntStream.range(0, 500).toArray(), 500);
    requireSorted(IntStream.range(0, 500).map(i -> 499 - i).toArray(), 500);
    requireSorted(new int[500], 1);
    requireSorted(new int[0], 1);
  }

  @Test
  void workingMemoryStaysBelowTwelveBytesPerToken() {
    SplittableRandom random = new SplittableRandom(9);
    for (int alphabet : new int[] {2, 100, 32_000}) {
      int length = 400_000;
      int[] text = random.ints(length, 0, alphabet).toArray();
      long working = SuffixArray.sort(text, length, alphabet, new int[length]);
      assertThat(working).as("alphabet " + alphabet).isLessThan(4L * length);
    }
  }

  @Test
  void tokensOutsideTheAlphabetAreNamed() {
    assertThatThrownBy(() -> SuffixArray.sort(new int[] {1, 7}, 2, 7, new int[2]))
        .hasMessageContaining("token 7 at position 1")
        .hasMessageContaining("0 to 6");
    assertThatThrownBy(() -> SuffixArray.sort(new int[] {-1}, 1, 7, new int[1]))
        .hasMessageContaining("token -1");
  }

  /// The result array is longer than the text and full of rubbish, as when it is reused.
  private static void requireSorted(int[] text, int alphabet) {
    int[] suffixes = new int[text.length + 3];
    Arrays.fill(suffixes, 12345);
    SuffixArray.sort(text, text.length, alphabet, suffixes);
    int[] expected =
        IntStream.range(0, text.length)
            .boxed()
            .sorted((a, b) -> Arrays.compare(text, a, text.length, text, b, text.length))
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(Arrays.copyOf(suffixes, text.length)).isEqualTo(expected);
  }

  private static boolean next(int[] text, int alphabet) {
    for (int i = 0; i < text.length; i++) {
      if (++text[i] < alphabet) {
        return true;
      }
      text[i] = 0;
    }
    return false;
  }
}
