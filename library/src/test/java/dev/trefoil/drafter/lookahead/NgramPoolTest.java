package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NgramPoolTest {
  private static final int TAIL = 2;

  @Test
  void theNewestTailsAreKeptAndOneSeenAgainIsNewest() {
    NgramPool pool = new NgramPool(TAIL, 2);
    assertThat(tails(pool, 5)).isEmpty();
    pool.add(5, new int[] {1, 1});
    pool.add(5, new int[] {2, 2});
    pool.add(5, new int[] {1, 1});
    assertThat(tails(pool, 5)).containsExactly(List.of(1, 1), List.of(2, 2));
    pool.add(5, new int[] {3, 3});
    assertThat(tails(pool, 5)).containsExactly(List.of(3, 3), List.of(1, 1));
    assertThat(tails(pool, 6)).isEmpty();
  }

  @Test
  void behavesLikeListsThatForgetTheirOldest() {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 50; trial++) {
      int capacity = 1 + random.nextInt(5);
      int alphabet = 2 + random.nextInt(4);
      NgramPool pool = new NgramPool(TAIL, capacity);
      Map<Integer, List<List<Integer>>> expected = new HashMap<>();
      for (int i = 0; i < 400; i++) {
        int first = random.nextInt(300);
        int[] tail = random.ints(TAIL, 0, alphabet).toArray();
        int key = random.nextBoolean() ? first : first % 7;
        pool.add(key, tail);
        List<List<Integer>> list = expected.computeIfAbsent(key, _ -> new ArrayList<>());
        List<Integer> boxed = Arrays.stream(tail).boxed().toList();
        list.remove(boxed);
        list.addFirst(boxed);
        if (list.size() > capacity) {
          list.removeLast();
        }
        assertThat(tails(pool, key)).isEqualTo(list);
      }
      expected.forEach((key, list) -> assertThat(tails(pool, key)).isEqualTo(list));
    }
  }

  @Test
  void commonTokensAreThoseFromTheStart() {
    NgramPool pool = new NgramPool(3, 4);
    pool.add(1, new int[] {4, 5, 6});
    pool.add(1, new int[] {4, 7, 6});
    int newest = pool.newest(1);
    assertThat(pool.commonTokens(newest, pool.older(newest))).isEqualTo(1);
    assertThat(pool.commonTokens(newest, newest)).isEqualTo(3);
  }

  private static List<List<Integer>> tails(NgramPool pool, int first) {
    List<List<Integer>> tails = new ArrayList<>();
    for (int tail = pool.newest(first); tail >= 0; tail = pool.older(tail)) {
      tails.add(List.of(pool.token(tail, 0), pool.token(tail, 1)));
    }
    return tails;
  }
}
