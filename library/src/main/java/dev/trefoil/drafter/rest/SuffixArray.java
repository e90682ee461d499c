package dev.trefoil.drafter.rest;

import java.util.Arrays;
import java.util.Objects;

/// Suffix arrays over token ids, by induced sorting in linear time: SA-IS of Nong, Zhang and Chan,
/// "Two Efficient Algorithms for Linear Time Suffix Array Construction", 2011, section 3.
///
/// The order is plain lexicographic, a shorter prefix first, as if a symbol below all others closed
/// the text. The reduced text of a recursion lives in the unused part of the result, so that beside
/// text and result there are only one bit per token and one int per symbol of each level.
public final class SuffixArray {
  private static final int EMPTY = -1;

  private final int[] text;
  private final int from;
  private final int length;
  private final int[] suffixes;
  private final long[] ascending; // bit i: the suffix at i is below the one at i + 1 ("S type")
  private final int[] bucket; // next free place of each symbol

  private SuffixArray(int[] text, int from, int length, int alphabet, int[] suffixes) {
    this.text = text;
    this.from = from;
    this.length = length;
    this.suffixes = suffixes;
    this.ascending = new long[(length + 63) >>> 6];
    this.bucket = new int[alphabet];
  }

  /// Sorts the suffixes of `text[0..length)` into `suffixes[0..length)`.
  ///
  /// @param alphabet one more than the largest token id
  /// @return the most bytes of working memory that were held beside the two arrays
  /// @throws IllegalArgumentException if a token is outside `[0, alphabet)`
  public static long sort(int[] text, int length, int alphabet, int[] suffixes) {
    Objects.checkFromToIndex(0, length, text.length);
    Objects.checkFromToIndex(0, length, suffixes.length);
    for (int i = 0; i < length; i++) {
      if (text[i] < 0 || text[i] >= alphabet) {
        throw new IllegalArgumentException(
            "token %d at position %d; ids go from 0 to %d".formatted(text[i], i, alphabet - 1));
      }
    }
    return length == 0 ? 0 : new SuffixArray(text, 0, length, alphabet, suffixes).sort();
  }

  private long sort() {
    classify();
    int valleys = sortValleySubstrings();
    long inner = valleys > 1 ? sortValleys(valleys) : 0;
    Arrays.fill(suffixes, valleys, length, EMPTY);
    bucketEnds();
    for (int i = valleys - 1; i >= 0; i--) {
      int position = suffixes[i];
      suffixes[i] = EMPTY;
      suffixes[--bucket[symbol(position)]] = position;
    }
    induce();
    return 8L * ascending.length + 4L * bucket.length + inner;
  }

  private int symbol(int position) {
    return text[from + position];
  }

  private boolean isAscending(int position) {
    return (ascending[position >>> 6] >>> position & 1) != 0;
  }

  /// Whether an ascending run begins here (a leftmost suffix of S type, "LMS").
  private boolean isValley(int position) {
    return position > 0 && isAscending(position) && !isAscending(position - 1);
  }

  private void classify() {
    boolean next = false; // the last suffix is above the empty one
    for (int i = length - 2; i >= 0; i--) {
      int difference = Integer.compare(symbol(i), symbol(i + 1));
      next = difference < 0 || (difference == 0 && next);
      if (next) {
        ascending[i >>> 6] |= 1L << i;
      }
    }
  }

  /// Brings the valleys, ordered by the text up to the next valley, to the front of the result.
  private int sortValleySubstrings() {
    Arrays.fill(suffixes, 0, length, EMPTY);
    bucketEnds();
    for (int i = 1; i < length; i++) {
      if (isValley(i)) {
        suffixes[--bucket[symbol(i)]] = i;
      }
    }
    induce();
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (isValley(suffixes[i])) {
        suffixes[count++] = suffixes[i];
      }
    }
    return count;
  }

  /// Puts the valleys, whose substrings are in order, into the order of their suffixes.
  private long sortValleys(int valleys) {
    int names = nameSubstrings(valleys);
    int reduced = length - valleys;
    long inner = 0;
    if (names < valleys) {
      inner = new SuffixArray(suffixes, reduced, valleys, names, suffixes).sort();
    } else {
      for (int i = 0; i < valleys; i++) {
        suffixes[suffixes[reduced + i]] = i;
      }
    }
    int place = length;
    for (int i = length - 1; i > 0; i--) {
      if (isValley(i)) {
        suffixes[--place] = i;
      }
    }
    for (int i = 0; i < valleys; i++) {
      suffixes[i] = suffixes[reduced + suffixes[i]];
    }
    return inner;
  }

  /// Writes the reduced text, the rank of each valley's substring, to the end of the result.
  private int nameSubstrings(int valleys) {
    Arrays.fill(suffixes, valleys, length, EMPTY);
    int names = 0;
    for (int i = 0; i < valleys; i++) {
      int position = suffixes[i];
      if (i == 0 || !sameSubstring(suffixes[i - 1], position)) {
        names++;
      }
      // valleys are never neighbours, so halves of their positions are distinct
      suffixes[valleys + (position >>> 1)] = names - 1;
    }
    int place = length;
    for (int i = length - 1; i >= valleys; i--) {
      if (suffixes[i] != EMPTY) {
        suffixes[--place] = suffixes[i];
      }
    }
    return names;
  }

  private boolean sameSubstring(int a, int b) {
    for (int i = 0; Math.max(a, b) + i < length; i++) {
      if (symbol(a + i) != symbol(b + i) || isAscending(a + i) != isAscending(b + i)) {
        return false;
      }
      if (i > 0 && isValley(a + i)) {
        return true;
      }
    }
    return false; // only one of them runs into the end of the text
  }

  /// From the valleys at the ends of their buckets to all suffixes: descending ones left to right,
  /// then ascending ones right to left.
  private void induce() {
    bucketStarts();
    suffixes[bucket[symbol(length - 1)]++] = length - 1;
    for (int i = 0; i < length; i++) {
      int position = suffixes[i] - 1;
      if (position >= 0 && !isAscending(position)) {
        suffixes[bucket[symbol(position)]++] = position;
      }
    }
    bucketEnds();
    for (int i = length - 1; i >= 0; i--) {
      int position = suffixes[i] - 1;
      if (position >= 0 && isAscending(position)) {
        suffixes[--bucket[symbol(position)]] = position;
      }
    }
  }

  private void bucketStarts() {
    countSymbols();
    int start = 0;
    for (int symbol = 0; symbol < bucket.length; symbol++) {
      int count = bucket[symbol];
      bucket[symbol] = start;
      start += count;
    }
  }

  private void bucketEnds() {
    countSymbols();
    int end = 0;
    for (int symbol = 0; symbol < bucket.length; symbol++) {
      end += bucket[symbol];
      bucket[symbol] = end;
    }
  }

  /// Counted anew each time: cheaper than the memory of a second array.
  private void countSymbols() {
    Arrays.fill(bucket, 0);
    for (int i = 0; i < length; i++) {
      bucket[symbol(i)]++;
    }
  }
}
