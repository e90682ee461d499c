package dev.trefoil.drafter.promptlookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NgramSearchTest {
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
      int draftTokens = recorded.get("num_tokens").intValue();
      int start =
          NgramSearch.find(ids, ids.length, recorded.get("max_ngram").intValue(), draftTokens);
      int[] actual = start < 0 ? new int[0] : Arrays.copyOfRange(ids, start, start + draftTokens);
      assertThat(actual).as(recorded.toString()).isEqualTo(expected);
    }
  }

  @Test
  void onlyTheFirstTokensOfTheArrayCount() {
    int[] tokens = {7, 8, 9, 7, 8, 9, 9};
    assertThat(NgramSearch.find(tokens, 5, 2, 2)).isEqualTo(2);
    assertThat(NgramSearch.find(tokens, 1, 3, 1)).isEqualTo(-1);
  }
}
