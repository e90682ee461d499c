package dev.trefoil.text.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePairSegmentationTest {
  private static final String[] ALPHABET = {"a", "b", "c", "▁", "é", "😀"};

  /// The definition, word for word: join the best pair of neighbours, leftmost first, until none is
  /// left.
  private static List<Integer> joinedByDefinition(
      String text, Map<String, Integer> ids, Map<String, Float> scores) {
    List<String> parts = new ArrayList<>();
    text.codePoints().forEach(c -> parts.add(Character.toString(c)));
    while (true) {
      int best = -1;
      float bestScore = Float.NEGATIVE_INFINITY;
      for (int i = 0; i + 1 < parts.size(); i++) {
        Float score = scores.get(parts.get(i) + parts.get(i + 1));
        if (score != null && score > bestScore) {
          best = i;
          bestScore = score;
        }
      }
      if (best < 0) {
        return parts.stream().map(part -> ids.getOrDefault(part, 0)).toList();
      }
      parts.set(best, parts.get(best) + parts.remove(best + 1));
    }
  }

  @Test
  void idsAreThoseOfTheDefinitionForRandomVocabulariesWithManyEqualScores() {
    Random random = new Random(20261120);
    for (int round = 0; round < 300; round++) {
      ModelFile file = ModelFile.llama(ModelFile.BPE).normalizer(false, false, true);
      Map<String, Integer> ids = new HashMap<>();
      Map<String, Float> scores = new HashMap<>();
      for (String letter : ALPHABET) {
        ids.put(letter, 3 + ids.size());
        file.normal(letter, -100);
      }
      for (int i = 0; i < 40; i++) {
        String piece = text(random, 2 + random.nextInt(4));
        if (ids.putIfAbsent(piece, 3 + ids.size()) == null) {
          float score = -random.nextInt(1, 8);
          scores.put(piece, score);
          file.normal(piece, score);
        }
      }
      SentencePieceSegmenter segmenter = new SentencePieceSegmenter(file.model());
      for (int i = 0; i < 20; i++) {
        String text = text(random, random.nextInt(60));
        assertThat(segmenter.encode(text.replace('▁', ' ')))
            .as(text)
            .containsExactly(
                joinedByDefinition(text, ids, scores).stream().mapToInt(id -> id).toArray());
      }
    }
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  @Test
  void equalScoresAreJoinedFromTheLeft() {
    ModelFile file =
        ModelFile.llama(ModelFile.BPE)
            .normalizer(false, false, true)
            .normal("a", -9)
            .normal("aa", -1)
            .normal("aaa", -1);
    assertThat(ids(file, "aaaaa")).containsExactly(5, 4);
  }

  @Test
  void unusedPiecesAreTakenApartAgain() {
    ModelFile file =
        ModelFile.llama(ModelFile.BPE)
            .normalizer(false, false, true)
            .normal("a", -9)
            .normal("b", -9)
            .piece("ab", -1, ModelFile.UNUSED)
            .piece("abb", -2, ModelFile.UNUSED);
    assertThat(ids(file, "ab abb")).containsExactly(3, 4, 0, 3, 4, 4);
    file.normal("abba", -3);
    assertThat(ids(file, "abba")).containsExactly(7);
  }

  @Test
  void userDefinedSymbolsAreNeverJoinedNorSplit() {
    ModelFile file =
        ModelFile.llama(ModelFile.BPE)
            .normalizer(false, false, true)
            .normal("a", -9)
            .normal("b", -9)
            .normal("aab", -1)
            .normal("ab", -2)
            .piece("ba", 0, ModelFile.USER_DEFINED);
    assertThat(ids(file, "aba")).containsExactly(3, 7);
  }

  @Test
  void whatNoPieceCoversIsOneUnknownForTheWholeRunOrElseItsBytes() {
    ModelFile plain = ModelFile.llama(ModelFile.BPE).normalizer(false, false, true);
    plain.normal("a", -9);
    assertThat(ids(plain, "éxaé")).containsExactly(0, 3, 0);
    ModelFile bytes = ModelFile.llama(ModelFile.BPE).normalizer(false, false, true);
    bytes.byteFallback().normal("a", -9);
    assertThat(ids(bytes, "éa\0")).containsExactly(3 + 0xC3, 3 + 0xA9, 259, 3);
  }

  private static int[] ids(ModelFile file, String text) {
    return new SentencePieceSegmenter(file.model()).encode(text);
  }
}
