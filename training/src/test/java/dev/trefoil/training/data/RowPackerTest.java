package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowPackerTest {
  private final TokenCorpus corpus = Corpora.random(2000, 60, 7);

  @Test
  void everyConversationIsInExactlyOneRowAndNoRowIsOverfull() {
    List<int[]> rows = new RowPacker(corpus, 128, 3).rows(0);
    int[] all = rows.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, 2000).toArray());
    for (int[] row : rows) {
      assertThat(Arrays.stream(row).map(corpus::length).sum()).isBetween(1, 128);
    }
  }

  @Test
  void littleIsPadded() {
    List<int[]> rows = new RowPacker(corpus, 128, 3).rows(0);
    assertThat((double) corpus.tokens() / (128.0 * rows.size())).isGreaterThan(0.97);
  }

  @Test
  void theOrderDependsOnSeedAndEpochOnly() {
    List<int[]> rows = new RowPacker(corpus, 128, 3).rows(1);
    assertThat(new RowPacker(corpus, 128, 3).rows(1)).containsExactlyElementsOf(rows);
    assertThat(flat(new RowPacker(corpus, 128, 3).rows(2))).isNotEqualTo(flat(rows));
    assertThat(flat(new RowPacker(corpus, 128, 4).rows(1))).isNotEqualTo(flat(rows));
  }

  private static int[] flat(List<int[]> rows) {
    return rows.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
