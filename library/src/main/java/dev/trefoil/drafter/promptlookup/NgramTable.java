package dev.trefoil.drafter.promptlookup;

/// First ends of all n-grams of one length: a hash table with open addressing whose entries are
/// positions, compared through the tokens in front of them.
final class NgramTable {
  private static final int FIRST_CAPACITY = 64;

  private final int n;
  private int[] ends = new int[FIRST_CAPACITY]; // 0 is free: no n-gram ends there
  private int size;

  NgramTable(int n) {
    this.n = n;
  }

  /// Remembers the n-gram in front of `end` unless it is known.
  void addIfAbsent(int[] tokens, int end) {
    int slot = slot(tokens, end);
    if (ends[slot] != 0) {
      return;
    }
    ends[slot] = end;
    size++;
    if (2 * size > ends.length) {
      grow(tokens);
    }
  }

  /// End of the first n-gram equal to the one in front of `end`, or 0.
  int firstEnd(int[] tokens, int end) {
    return ends[slot(tokens, end)];
  }

  /// The slot of that n-gram, or the free one where it belongs.
  private int slot(int[] tokens, int end) {
    int mask = ends.length - 1;
    int slot = hash(tokens, end) & mask;
    while (ends[slot] != 0 && !equal(tokens, ends[slot], end)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean equal(int[] tokens, int end, int otherEnd) {
    for (int i = 1; i <= n; i++) {
      if (tokens[end - i] != tokens[otherEnd - i]) {
        return false;
      }
    }
    return true;
  }

  private int hash(int[] tokens, int end) {
    int hash = 0;
    for (int i = end - n; i < end; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B1; // 2^32 / golden ratio
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private void grow(int[] tokens) {
    int[] old = ends;
    ends = new int[2 * old.length];
    for (int end : old) {
      if (end != 0) {
        ends[slot(tokens, end)] = end;
      }
    }
  }
}
