package dev.trefoil.text.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnigramSegmentationTest {
  /// Best sum over all segmentations, by trying them all.
  private static double best(String text, int from, Map<String, Float> scores, double unknown) {
    if (from == text.length()) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int to = from + 1; to <= text.length(); to++) {
      Float score = scores.get(text.substring(from, to));
      if (score != null) {
        best = Math.max(best, score + best(text, to, scores, unknown));
      } else if (to == from + 1) {
        best = Math.max(best, unknown + best(text, to, scores, unknown));
      }
    }
    return best;
  }

  @Test
  void theSegmentationIsTheMostProbableOfAll() {
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      ModelFile file = ModelFile.llama(ModelFile.UNIGRAM).normalizer(false, false, true);
      Map<String, Float> scores = new TreeMap<>();
      for (int i = 0; i < 12; i++) {
        scores.put(text(random, 1 + random.nextInt(4)), -random.nextFloat(1, 20));
      }
      scores.forEach(file::normal);
      double unknown = scores.values().stream().min(Float::compare).orElseThrow() - 10;
      SentencePieceModel model = file.model();
      String text = text(random, 1 + random.nextInt(11));
      int[] ids = new SentencePieceSegmenter(model).encode(text);
      assertThat(sum(ids, model, text, unknown))
          .isCloseTo(best(text, 0, scores, unknown), within(1e-3));
    }
  }

  /// An unknown id stands for a run of characters: as many as are missing.
  private static double sum(int[] ids, SentencePieceModel model, String text, double unknown) {
    double sum = 0;
    int covered = 0;
    for (int id : ids) {
      if (id != 0) {
        sum += model.piece(id).score();
        covered += model.piece(id).text().length();
      }
    }
    return sum + (text.length() - covered) * unknown;
  }

  private static String text(Random random, int length) {
    return random.ints(length, 'a', 'e').mapToObj(Character::toString).reduce("", String::concat);
  }

  @Test
  void userDefinedSymbolsWinAndUnusedPiecesNeverDo() {
    ModelFile file =
        ModelFile.llama(ModelFile.UNIGRAM)
            .normalizer(false, false, true)
            .normal("a", -1)
            .normal("b", -1)
            .normal("abab", -1)
            .piece("ba", 0, ModelFile.USER_DEFINED)
            .piece("aa", 9, ModelFile.UNUSED);
    SentencePieceSegmenter segmenter = new SentencePieceSegmenter(file.model());
    assertThat(segmenter.encode("abaa")).containsExactly(3, 6, 3);
  }
}
