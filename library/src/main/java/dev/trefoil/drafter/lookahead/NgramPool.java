package dev.trefoil.drafter.lookahead;

import java.util.Arrays;

/// The n-grams seen so far, by their first token: for each of them the latest few distinct tails,
/// newest first.
///
/// Tails lie in one array and are chained, so a pool takes as much memory as it has tails. One
/// thread.
final class NgramPool {
  private static final int NONE = -1;
  private static final int FIRST_CAPACITY = 64;

  private final int tailTokens;
  private final int capacityPerToken;
  private int[] keys = new int[2 * FIRST_CAPACITY]; // open addressing; -1 is free
  private int[] newest = new int[2 * FIRST_CAPACITY]; // tail by slot
  private int usedKeys;
  private int[] tails = new int[0]; // [tails, tailTokens]
  private int[] older = new int[0]; // next older tail of the same key, or -1
  private int tailCount;

  /// @param tailTokens tokens of an n-gram after its first
  /// @param capacityPerToken tails kept per first token
  NgramPool(int tailTokens, int capacityPerToken) {
    this.tailTokens = tailTokens;
    this.capacityPerToken = capacityPerToken;
    Arrays.fill(keys, NONE);
  }

  /// Adds an n-gram as its first token's newest; the oldest gives way when there are too many.
  void add(int first, int[] tail) {
    int slot = slotToAdd(first);
    int before = NONE;
    int at = newest[slot];
    int count = 1;
    while (at != NONE && !equal(at, tail) && count < capacityPerToken && older[at] != NONE) {
      before = at;
      at = older[at];
      count++;
    }
    // at is now that very tail, or the oldest one
    if (at == NONE || (!equal(at, tail) && count < capacityPerToken)) {
      at = newTail();
    } else if (before != NONE) {
      older[before] = older[at];
    } else {
      newest[slot] = older[at];
    }
    System.arraycopy(tail, 0, tails, at * tailTokens, tailTokens);
    older[at] = newest[slot];
    newest[slot] = at;
  }

  /// The newest tail after a token, or -1.
  int newest(int first) {
    int slot = slot(first);
    return keys[slot] == NONE ? NONE : newest[slot];
  }

  /// The next older tail after the same token, or -1.
  int older(int tail) {
    return older[tail];
  }

  int token(int tail, int index) {
    return tails[tail * tailTokens + index];
  }

  /// Tokens that two tails have in common from their start.
  int commonTokens(int tail, int other) {
    int common = 0;
    while (common < tailTokens && token(tail, common) == token(other, common)) {
      common++;
    }
    return common;
  }

  private boolean equal(int at, int[] tail) {
    int from = at * tailTokens;
    return Arrays.equals(tails, from, from + tailTokens, tail, 0, tailTokens);
  }

  private int newTail() {
    if (tailCount == older.length) {
      int capacity = Math.max(FIRST_CAPACITY, 2 * tailCount);
      older = Arrays.copyOf(older, capacity);
      tails = Arrays.copyOf(tails, Math.multiplyExact(capacity, tailTokens));
    }
    return tailCount++;
  }

  private int slot(int first) {
    int mask = keys.length - 1;
    int hash = first * 0x9E3779B1; // 2^32 / golden ratio
    int slot = (hash ^ hash >>> 15) & mask;
    while (keys[slot] != NONE && keys[slot] != first) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int slotToAdd(int first) {
    int slot = slot(first);
    if (keys[slot] == NONE) {
      if (2 * (usedKeys + 1) > keys.length) {
        grow();
        slot = slot(first);
      }
      keys[slot] = first;
      newest[slot] = NONE;
      usedKeys++;
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldNewest = newest;
    keys = new int[2 * oldKeys.length];
    newest = new int[keys.length];
    Arrays.fill(keys, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        newest[slot] = oldNewest[i];
      }
    }
  }
}
