package dev.trefoil.drafter.suffixautomaton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SuffixMatchTest {
  private static final int TRIALS = 200;

  @Test
  void matchAndContinuationAgreeWithANaiveSearchAtEveryToken() {
    SplittableRandom random = new SplittableRandom(5);
    int climbed = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      int[] text = text(random, trial);
      SuffixMatch match = new SuffixMatch();
      for (int count = 1; count <= text.length; count++) {
        match.read(text, count);
        int longest = naiveMatch(text, count);
        assertThat(match.length()).as("trial %d, token %d", trial, count).isEqualTo(longest);
        int draftTokens = 1 + random.nextInt(12);
        int start = match.continuation(draftTokens);
        assertThat(start)
            .as("trial %d, token %d, %d draft tokens", trial, count, draftTokens)
            .isEqualTo(naiveContinuation(text, count, longest, draftTokens));
        climbed += longest > 0 && start != earliestEnd(text, count, longest) ? 1 : 0;
      }
    }
    assertThat(climbed).as("shorter suffixes must have been needed").isGreaterThan(100);
  }

  @Test
  void readingInPiecesEqualsReadingAtOnce() {
    SplittableRandom random = new SplittableRandom(6);
    for (int trial = 0; trial < TRIALS; trial++) {
      int[] text = text(random, trial);
      SuffixMatch pieces = new SuffixMatch();
      for (int count = 1; count < text.length; count += 1 + random.nextInt(9)) {
        pieces.read(text, count);
      }
      pieces.read(text, text.length);
      SuffixMatch whole = new SuffixMatch();
      whole.read(text, text.length);
      assertThat(pieces.length()).isEqualTo(whole.length());
      for (int draftTokens = 1; draftTokens < 12; draftTokens++) {
        assertThat(pieces.continuation(draftTokens)).isEqualTo(whole.continuation(draftTokens));
      }
    }
  }

  @Test
  void theAutomatonKeepsExactlyTheSubstringsAndItsBounds() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < TRIALS; trial++) {
      int[] text = text(random, trial);
      SuffixAutomaton automaton = new SuffixAutomaton();
      Arrays.stream(text).forEach(automaton::append);
      assertThat(automaton.states()).isLessThanOrEqualTo(Math.max(2, 2 * text.length));
      assertThat(automaton.transitions()).isLessThanOrEqualTo(Math.max(2, 3 * text.length));
      int[] word = random.ints(1 + random.nextInt(6), 0, 3).toArray();
      int state = SuffixAutomaton.ROOT;
      for (int i = 0; i < word.length && state >= 0; i++) {
        state = automaton.target(state, word[i]);
      }
      int end = firstEnd(text, word);
      assertThat(state < 0 ? -1 : automaton.earliestEnd(state)).isEqualTo(end);
    }
  }

  private static int[] text(SplittableRandom random, int trial) {
    int alphabet = 1 + trial % 4;
    return random.ints(1 + random.nextInt(90), 0, alphabet).toArray();
  }

  /// Longest suffix that also ends before the end.
  private static int naiveMatch(int[] text, int count) {
    int longest = 0;
    for (int length = 1; length < count; length++) {
      longest = earliestEnd(text, count, length) < count ? length : longest;
    }
    return longest;
  }

  private static int naiveContinuation(int[] text, int count, int match, int draftTokens) {
    int end = -1;
    for (int length = match; length >= 1; length--) {
      end = earliestEnd(text, count, length);
      if (count - end >= draftTokens) {
        return end;
      }
    }
    return end;
  }

  /// End of the first occurrence of the last `length` tokens.
  private static int earliestEnd(int[] text, int count, int length) {
    return firstEnd(Arrays.copyOf(text, count), Arrays.copyOfRange(text, count - length, count));
  }

  private static int firstEnd(int[] text, int[] word) {
    for (int end = word.length; end <= text.length; end++) {
      if (Arrays.equals(text, end - word.length, end, word, 0, word.length)) {
        return end;
      }
    }
    return -1;
  }
}
