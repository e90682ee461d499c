package dev.trefoil.drafter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestRetrievalTest {
  private static final Comparator<List<Integer>> LEXICOGRAPHIC =
      (a, b) -> Arrays.compare(ints(a), ints(b));

  @TempDir Path folder;

  private Datastore datastore(int vocabulary, int chunkTokens, int... tokens) {
    Path file = folder.resolve("text.rest");
    DatastoreWriter.write(
        file, "f", vocabulary, chunkTokens, writer -> writer.append(tokens, tokens.length));
    return Datastore.open(file);
  }

  @Test
  void theMostFrequentPrefixesAreThoseOfACountByHand() {
    SplittableRandom random = new SplittableRandom(17);
    for (int round = 0; round < 120; round++) {
      int vocabulary = 2 + random.nextInt(round % 3 == 0 ? 200 : 4);
      int[] tokens = random.ints(50 + random.nextInt(300), 0, vocabulary).toArray();
      int[] context = random.ints(1 + random.nextInt(20), 0, vocabulary).toArray();
      try (Datastore datastore = datastore(vocabulary, 20 + random.nextInt(400), tokens)) {
        RestConfig config =
            new RestConfig(
                1 + random.nextInt(2), 4, 1 + random.nextInt(6), 64, 5000, RestSelection.BUDGET);
        RestRetrieval retrieval = new RestRetrieval(datastore, config);
        for (int budget : new int[] {100, 64, 7, 1, 0}) {
          int maxDepth = 1 + random.nextInt(8);
          retrieval.retrieve(context, context.length, budget, maxDepth);
          requireByHand(datastore, config, context, Math.min(budget, 64), maxDepth, retrieval);
        }
      }
    }
  }

  private static void requireByHand(
      Datastore datastore,
      RestConfig config,
      int[] context,
      int budget,
      int maxDepth,
      RestRetrieval retrieval) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int span = Math.min(config.maxSpan(), context.length);
    while (span >= config.minSpan() && counts.isEmpty()) {
      count(
          datastore,
          Arrays.copyOfRange(context, context.length - span, context.length),
          config.continuationTokens(),
          counts);
      span--;
    }
    assertThat(retrieval.distinctPrefixes()).isEqualTo(counts.size());
    assertThat(retrieval.span()).isEqualTo(counts.isEmpty() ? 0 : span + 1);
    Comparator<List<Integer>> best =
        Comparator.<List<Integer>>comparingInt(path -> -counts.getOrDefault(path, 0))
            .thenComparingInt(List::size)
            .thenComparing(LEXICOGRAPHIC);
    List<List<Integer>> expected =
        counts.keySet().stream()
            .filter(path -> path.size() <= maxDepth)
            .sorted(best)
            .limit(budget)
            .sorted(Comparator.<List<Integer>>comparingInt(List::size).thenComparing(LEXICOGRAPHIC))
            .toList();
    List<List<Integer>> actual =
        RestPaths.of(retrieval).stream().map(path -> Arrays.stream(path).boxed().toList()).toList();
    assertThat(actual).isEqualTo(expected);
    for (int node = 0; node < actual.size(); node++) {
      assertThat(retrieval.count(node)).isEqualTo(counts.get(actual.get(node)));
    }
  }

  private static void count(
      Datastore datastore, int[] pattern, int width, Map<List<Integer>, Integer> counts) {
    for (DatastoreChunk chunk : datastore.chunks()) {
      for (int at = 0; at + pattern.length < chunk.length(); at++) {
        int matched = 0;
        while (matched < pattern.length && chunk.token(at + matched) == pattern[matched]) {
          matched++;
        }
        List<Integer> path = new ArrayList<>();
        for (int i = at + matched; matched == pattern.length && path.size() < width; i++) {
          if (i == chunk.length()) {
            break;
          }
          path.add(chunk.token(i));
          counts.merge(List.copyOf(path), 1, Integer::sum);
        }
      }
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void tooManyMatchesAreThinnedOutEvenly() {
    int[] tokens = new int[3000];
    for (int i = 0; i < 1000; i++) {
      tokens[3 * i] = 1;
      tokens[3 * i + 1] = 2;
      tokens[3 * i + 2] = i % 10 == 0 ? 3 : 9; // the frequent one comes last in suffix order
    }
    for (int chunkTokens : new int[] {3000, 500}) {
      try (Datastore datastore = datastore(10, chunkTokens, tokens)) {
        RestConfig config = new RestConfig(2, 16, 1, 64, 50, RestSelection.BUDGET);
        RestRetrieval retrieval = new RestRetrieval(datastore, config);
        assertThat(retrieval.retrieve(new int[] {1, 2}, 2, 64, 10)).isEqualTo(2);
        assertThat(retrieval.matches()).isEqualTo(50);
        assertThat(retrieval.token(1)).isEqualTo(9);
        assertThat(retrieval.count(1)).isBetween(44, 46);
      }
    }
  }

  @Test
  void aMissAfterAHitProposesNothing() {
    try (Datastore datastore = datastore(10, 100, 1, 2, 3, 4, 1, 2)) {
      RestRetrieval retrieval = new RestRetrieval(datastore, RestConfig.DEFAULT);
      assertThat(retrieval.retrieve(new int[] {1, 2}, 2, 64, 10)).isEqualTo(4);
      assertThat(retrieval.retrieve(new int[] {4, 4}, 2, 64, 10)).isZero();
      assertThat(retrieval.span()).isZero();
      // a single token is below the shortest span
      assertThat(retrieval.retrieve(new int[] {1}, 1, 64, 10)).isZero();
    }
  }

  @Test
  void aContextThatOnlyEndsTheTextIsNoMatch() {
    try (Datastore datastore = datastore(10, 100, 5, 6, 7, 2, 6, 7)) {
      RestRetrieval retrieval = new RestRetrieval(datastore, RestConfig.DEFAULT);
      // 2 6 7 has nothing after it, 6 7 has
      assertThat(retrieval.retrieve(new int[] {2, 6, 7}, 3, 64, 10)).isEqualTo(3);
      assertThat(retrieval.span()).isEqualTo(2);
      assertThat(retrieval.token(0)).isEqualTo(2);
    }
  }

  @Test
  void aConfigurationOutsideItsRangeIsRefused() {
    assertThatThrownBy(() -> new RestConfig(3, 2, 10, 64, 100, RestSelection.BUDGET))
        .hasMessageContaining("spans of 3 to 2");
    assertThatThrownBy(() -> new RestConfig(2, 16, 65, 64, 100, RestSelection.BUDGET))
        .hasMessageContaining("65 continuation tokens; 1 to 64");
    assertThatThrownBy(() -> new RestConfig(2, 16, 10, 0, 100, RestSelection.BUDGET))
        .hasMessageContaining("0 choices");
  }
}
