package dev.trefoil.drafter.promptlookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.Golden;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NgramIndexTest {
  @Test
  void findsTheCandidatesOfTheReference() {
    JsonNode cases =
        JsonMapper.builder()
            .build()
            .readTree(Golden.root("pld").resolve("candidates.json").toFile());
    assertThat(cases.size()).isPositive();
    for (JsonNode recorded : cases) {
      int[] ids = recorded.get("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
      int[] expected =
          recorded.get("candidate").valueStream().mapToInt(JsonNode::intValue).toArray();
      int maxNgram = recorded.get("max_ngram").intValue();
      int draftTokens = recorded.get("num_tokens").intValue();
      int start = find(ids, ids.length, maxNgram, draftTokens);
      int[] actual = start < 0 ? new int[0] : Arrays.copyOfRange(ids, start, start + draftTokens);
      assertThat(actual).as(recorded.toString()).isEqualTo(expected);
      assertThat(start).isEqualTo(NgramSearch.find(ids, ids.length, maxNgram, draftTokens));
    }
  }

  @Test
  void onlyTheFirstTokensOfTheArrayCount() {
    int[] tokens = {7, 8, 9, 7, 8, 9, 9};
    assertThat(find(tokens, 5, 2, 2)).isEqualTo(2);
    assertThat(find(tokens, 1, 3, 1)).isEqualTo(-1);
  }

  @Test
  void aContinuationThatIsNotCompleteYetIsFoundOnceItIs() {
    int[] tokens = {1, 2, 1, 2, 1};
    NgramIndex index = new NgramIndex(1);
    index.read(tokens, 3);
    assertThat(index.find(tokens, 3, 4)).isEqualTo(-1);
    index.read(tokens, 5);
    assertThat(index.find(tokens, 5, 4)).isEqualTo(1);
  }

  /// Small alphabets repeat themselves at every length; steps of random size leave gaps in when the
  /// index is asked.
  @Test
  void agreesWithAScanAtEveryStepOfRandomTexts() {
    SplittableRandom random = new SplittableRandom(11);
    int found = 0;
    for (int trial = 0; trial < 300; trial++) {
      int alphabet = 1 + random.nextInt(trial % 3 == 0 ? 40 : 4);
      int[] tokens = random.ints(1 + random.nextInt(200), 0, alphabet).toArray();
      int maxNgram = 1 + random.nextInt(5);
      int draftTokens = 1 + random.nextInt(12);
      NgramIndex index = new NgramIndex(maxNgram);
      for (int length = 1; length <= tokens.length; length += 1 + random.nextInt(6)) {
        index.read(tokens, length);
        int expected = NgramSearch.find(tokens, length, maxNgram, draftTokens);
        assertThat(index.find(tokens, length, draftTokens))
            .as("trial %d, %d tokens of %d", trial, length, tokens.length)
            .isEqualTo(expected);
        found += expected >= 0 ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(5000);
  }

  private static int find(int[] tokens, int length, int maxNgram, int draftTokens) {
    NgramIndex index = new NgramIndex(maxNgram);
    index.read(tokens, length);
    return index.find(tokens, length, draftTokens);
  }
}
