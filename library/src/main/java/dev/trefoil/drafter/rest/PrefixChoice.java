package dev.trefoil.drafter.rest;

import java.util.Arrays;

/// Chooses the nodes of a [PrefixTrie] that are proposed. Reused from search to search; one thread.
final class PrefixChoice {
  /// Bits of a node's index.
  static final int INDEX_BITS = 28;

  private static final int DEPTH_BITS = 8;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final int MAX_COUNT = (1 << 27) - 1;

  private long[] heap = new long[64]; // largest key, the worst node, first
  private int size;

  /// The most frequent nodes, at most `budget`, none deeper than `maxDepth`. With a node come all
  /// nodes above it, since these are at least as frequent and shorter.
  void chooseMostFrequent(PrefixTrie trie, int budget, int maxDepth) {
    keepBest(trie, budget, maxDepth, true);
    toLevelOrder(trie);
  }

  /// The choice of the published implementation; see [RestSelection#REFERENCE]. It takes equally
  /// frequent prefixes in the random order of a hash table; here they come lexicographically.
  void chooseAsPublished(PrefixTrie trie, int choices) {
    keepBest(trie, choices, Integer.MAX_VALUE, false);
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int node = index(heap[i]);
      int different = differentTokens(trie, node);
      sum += different;
      heap[i] = (long) different << 32 | node;
    }
    Arrays.sort(heap, 0, size);
    while (size > 0 && sum > choices) {
      sum -= heap[--size] >>> 32;
    }
    addAncestors(trie);
    toLevelOrder(trie);
  }

  int size() {
    return size;
  }

  /// A chosen node; parents come before children, levels one after the other.
  int node(int place) {
    return index(heap[place]);
  }

  private static int index(long key) {
    return (int) key & INDEX_MASK;
  }

  private void keepBest(PrefixTrie trie, int budget, int maxDepth, boolean shortFirst) {
    size = 0;
    if (budget < 1) {
      return;
    }
    if (heap.length < budget) {
      heap = new long[budget];
    }
    for (int i = 0; i < trie.listedSize(); i++) {
      int node = trie.listed(i);
      if (trie.depth(node) <= maxDepth) {
        offer(key(trie.count(node), shortFirst ? trie.depth(node) : 0, node), budget);
      }
    }
    int deepest = Math.min(maxDepth, trie.width());
    // a level of the tails at a time, until none deeper could be better than what there is
    for (int depth = 2; depth <= deepest; depth++) {
      int tie = shortFirst ? depth : 0;
      if (!wants(key(1, tie, 0), budget)) {
        return;
      }
      for (int place = 0; place < trie.places(); place++) {
        int node = trie.inTail(place, depth);
        if (node >= 0) {
          offer(key(1, tie, node), budget);
        }
      }
    }
  }

  /// Order: frequent first, then by `tie` (the depth or nothing), then lexicographic.
  private static long key(int count, int tie, int node) {
    return (((long) MAX_COUNT - count) << DEPTH_BITS | tie) << INDEX_BITS | node;
  }

  private boolean wants(long key, int budget) {
    return size < budget || key < heap[0];
  }

  private void offer(long key, int budget) {
    if (size < budget) {
      heap[size++] = key;
      siftUp(size - 1);
    } else if (key < heap[0]) {
      heap[0] = key;
      siftDown();
    }
  }

  private void siftUp(int place) {
    for (int at = place; at > 0 && heap[(at - 1) >>> 1] < heap[at]; at = (at - 1) >>> 1) {
      swap(at, (at - 1) >>> 1);
    }
  }

  private void siftDown() {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= heap[at]) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private void swap(int a, int b) {
    long key = heap[a];
    heap[a] = heap[b];
    heap[b] = key;
  }

  private static int differentTokens(PrefixTrie trie, int node) {
    int different = 0;
    for (int a = node; a != PrefixTrie.NO_PARENT; a = trie.parent(a)) {
      boolean seen = false;
      for (int b = trie.parent(a); b != PrefixTrie.NO_PARENT && !seen; b = trie.parent(b)) {
        seen = trie.token(a) == trie.token(b);
      }
      different += seen ? 0 : 1;
    }
    return different;
  }

  /// A dropped prefix comes back with a kept one that continues it.
  private void addAncestors(PrefixTrie trie) {
    for (int i = 0; i < size; i++) {
      int above = trie.parent(index(heap[i]));
      if (above != PrefixTrie.NO_PARENT && !contains(above)) {
        if (size == heap.length) {
          heap = Arrays.copyOf(heap, 2 * size);
        }
        heap[size++] = above;
      }
    }
  }

  private boolean contains(int node) {
    for (int i = 0; i < size; i++) {
      if (index(heap[i]) == node) {
        return true;
      }
    }
    return false;
  }

  private void toLevelOrder(PrefixTrie trie) {
    for (int i = 0; i < size; i++) {
      int node = index(heap[i]);
      heap[i] = (long) trie.depth(node) << INDEX_BITS | node;
    }
    Arrays.sort(heap, 0, size);
  }
}
