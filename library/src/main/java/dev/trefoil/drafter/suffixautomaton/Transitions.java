package dev.trefoil.drafter.suffixautomaton;

import java.util.Arrays;

/// The transitions of an automaton: (state, token) to state, found by hash, listed by state.
///
/// Transitions are added and redirected, never removed.
final class Transitions {
  private static final int FIRST_CAPACITY = 64;

  private int[] slots = new int[2 * FIRST_CAPACITY]; // transition + 1; 0 is free
  private int[] source = new int[FIRST_CAPACITY];
  private int[] token = new int[FIRST_CAPACITY];
  private int[] target = new int[FIRST_CAPACITY];
  private int[] next = new int[FIRST_CAPACITY]; // transition of the same source, or -1
  private int[] first = new int[FIRST_CAPACITY]; // by state: transition, or -1
  private int size;

  Transitions() {
    Arrays.fill(first, -1);
  }

  /// Where `token` leads from a state, or -1.
  int target(int state, int token) {
    int entry = slots[slot(state, token)];
    return entry == 0 ? -1 : target[entry - 1];
  }

  /// Makes `token` lead from `state` to `newTarget`, whether it led somewhere or not.
  void set(int state, int newToken, int newTarget) {
    int slot = slot(state, newToken);
    if (slots[slot] != 0) {
      target[slots[slot] - 1] = newTarget;
      return;
    }
    if (size == source.length) {
      grow();
      slot = slot(state, newToken);
    }
    growFirst(state);
    source[size] = state;
    token[size] = newToken;
    target[size] = newTarget;
    next[size] = first[state];
    first[state] = size;
    slots[slot] = ++size;
  }

  /// Gives `state`, which has none, the transitions of another one.
  void copy(int other, int state) {
    for (int i = other < first.length ? first[other] : -1; i >= 0; i = next[i]) {
      set(state, token[i], target[i]);
    }
  }

  int size() {
    return size;
  }

  private int slot(int state, int wanted) {
    int mask = slots.length - 1;
    int hash = (state * 0x9E3779B1 ^ wanted) * 0x85EBCA6B; // odd constants that spread bits upwards
    int slot = (hash ^ hash >>> 15) & mask;
    while (slots[slot] != 0
        && (source[slots[slot] - 1] != state || token[slots[slot] - 1] != wanted)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void growFirst(int state) {
    if (state >= first.length) {
      int old = first.length;
      first = Arrays.copyOf(first, Math.max(2 * old, state + 1));
      Arrays.fill(first, old, first.length, -1);
    }
  }

  private void grow() {
    int capacity = 2 * source.length;
    source = Arrays.copyOf(source, capacity);
    token = Arrays.copyOf(token, capacity);
    target = Arrays.copyOf(target, capacity);
    next = Arrays.copyOf(next, capacity);
    slots = new int[2 * capacity];
    for (int i = 0; i < size; i++) {
      slots[slot(source[i], token[i])] = i + 1;
    }
  }
}
