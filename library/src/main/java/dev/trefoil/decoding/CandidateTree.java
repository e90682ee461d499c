package dev.trefoil.decoding;

import java.util.Arrays;

/// Scored candidates for a dynamic tree, and the choice among them.
///
/// A drafter adds what it has scored, each candidate below the root or below an earlier candidate,
/// takes the [#best] of a level to go on from, and writes the best of all into a [TokenTree].
///
/// The order is total: higher score, then smaller depth, then earlier insertion. A candidate counts
/// for no more than its parent does, so that the best `n` always hold the ancestors of each of
/// them, also on ties and whatever the scores are (EAGLE-2, Li et al. 2024, section 4.2, whose code
/// attaches a candidate to a wrong parent when scores tie).
///
/// Mutable, reused from step to step, which allocates nothing once it has grown; owned by the
/// decoding thread.
public final class CandidateTree {
  /// The parent of candidates for the token right after the tree's root.
  public static final int ROOT = -1;

  private int[] token;
  private int[] parent;
  private int[] depth;
  private double[] score; // as it was given
  private double[] rank; // the smallest score on the path
  private int[] node;
  private int[] heap = new int[16];
  private int size;

  /// @param capacity expected number of candidates; more are taken too
  public CandidateTree(int capacity) {
    int initial = Math.max(1, capacity);
    token = new int[initial];
    parent = new int[initial];
    depth = new int[initial];
    score = new double[initial];
    rank = new double[initial];
    node = new int[initial];
  }

  /// Forgets all candidates.
  public void clear() {
    size = 0;
  }

  /// Adds a candidate and returns its index, which counts from 0.
  ///
  /// @param parentCandidate an earlier candidate, or [#ROOT]
  /// @param candidateScore of the whole path, usually the sum of its log probabilities
  /// @throws IllegalArgumentException when the parent does not exist or the score is not a number
  public int add(int parentCandidate, int candidateToken, double candidateScore) {
    if (parentCandidate < ROOT || parentCandidate >= size) {
      throw new IllegalArgumentException(
          "parent %d of a candidate; %d for the root, or an earlier candidate below %d, is needed"
              .formatted(parentCandidate, ROOT, size));
    }
    if (Double.isNaN(candidateScore)) {
      throw new IllegalArgumentException(
          "the score of token %d is not a number; the draft's logits hold a NaN"
              .formatted(candidateToken));
    }
    if (size == token.length) {
      grow();
    }
    boolean top = parentCandidate == ROOT;
    token[size] = candidateToken;
    parent[size] = parentCandidate;
    depth[size] = top ? 1 : depth[parentCandidate] + 1;
    score[size] = candidateScore;
    rank[size] = top ? candidateScore : Math.min(candidateScore, rank[parentCandidate]);
    return size++;
  }

  private void grow() {
    int larger = 2 * token.length;
    token = Arrays.copyOf(token, larger);
    parent = Arrays.copyOf(parent, larger);
    depth = Arrays.copyOf(depth, larger);
    score = Arrays.copyOf(score, larger);
    rank = Arrays.copyOf(rank, larger);
    node = Arrays.copyOf(node, larger);
  }

  /// Finds the best of the candidates `[from, to)`, best first.
  ///
  /// @param most how many are wanted at most
  /// @param found receives their indices
  /// @return how many were found
  public int best(int from, int to, int most, int[] found) {
    int count = keepBest(from, to, most, Integer.MAX_VALUE);
    for (int end = count - 1; end >= 0; end--) {
      found[end] = heap[0]; // the worst of those left
      heap[0] = heap[end];
      siftDown(end);
    }
    return count;
  }

  /// How many of a level's best candidates a drafter should go on from, by what the tree's step
  /// pays for a level and for a row ([TokenTree#askForReach]); 0 where the level is not worth it.
  ///
  /// @param level candidates, best first
  /// @param count how many
  public int worthwhile(TokenTree tree, int[] level, int count) {
    if (!tree.wantsReach()) {
      return count;
    }
    int kept = count;
    while (kept > 0 && !tree.isWorthARow(reach(level[kept - 1]))) {
      kept--;
    }
    double inAll = 0;
    for (int i = 0; i < kept; i++) {
      inAll += reach(level[i]);
    }
    return tree.isWorthALevel(inAll) ? kept : 0;
  }

  /// Probability of a candidate's path, its score being the logarithm.
  private double reach(int candidate) {
    return StrictMath.exp(score[candidate]);
  }

  /// Adds the best candidates to a tree that holds its root only, in level order, within the tree's
  /// room and depth. Candidates of a level come in the order in which they were added. The tree is
  /// told the exponential of a score as the probability of the path.
  ///
  /// @param most how many are wanted at most, the root not counted
  /// @return how many were added
  /// @throws IllegalStateException when the tree has other nodes than its root
  public int writeTo(TokenTree tree, int most) {
    if (tree.size() != 1) {
      throw new IllegalStateException(
          "candidates go into a bare tree; this one has %d nodes".formatted(tree.size()));
    }
    int chosen = keepBest(0, size, Math.min(most, tree.room() - 1), tree.maxDepth());
    Arrays.fill(node, 0, size, -1);
    int deepest = 0;
    for (int i = 0; i < chosen; i++) {
      node[heap[i]] = 0;
      deepest = Math.max(deepest, depth[heap[i]]);
    }
    for (int level = 1; level <= deepest; level++) {
      for (int i = 0; i < size; i++) {
        if (depth[i] == level && node[i] == 0) {
          node[i] = tree.add(parent[i] == ROOT ? 0 : node[parent[i]], token[i], reach(i));
        }
      }
    }
    return chosen;
  }

  /// The node as which [#writeTo] added a candidate, or -1 if it was not chosen.
  public int node(int candidate) {
    return node[candidate];
  }

  /// Puts the best of `[from, to)` into the heap, the worst of them on top.
  private int keepBest(int from, int to, int most, int maxDepth) {
    int limit = Math.max(0, Math.min(most, to - from));
    if (heap.length < limit) {
      heap = new int[Math.max(limit, 2 * heap.length)];
    }
    int count = 0;
    for (int i = from; i < to; i++) {
      if (depth[i] > maxDepth) {
        continue;
      }
      if (count < limit) {
        heap[count] = i;
        siftUp(count++);
      } else if (limit > 0 && precedes(i, heap[0])) {
        heap[0] = i;
        siftDown(count);
      }
    }
    return count;
  }

  private void siftUp(int start) {
    int candidate = heap[start];
    int place = start;
    while (place > 0 && precedes(heap[(place - 1) / 2], candidate)) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = candidate;
  }

  /// Moves the top of a heap of `count` entries to its place.
  private void siftDown(int count) {
    int candidate = heap[0];
    int place = 0;
    for (int child = 1; child < count; child = 2 * place + 1) {
      if (child + 1 < count && precedes(heap[child], heap[child + 1])) {
        child++;
      }
      if (!precedes(candidate, heap[child])) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = candidate;
  }

  /// Whether candidate `a` is before `b` in the order.
  public boolean precedes(int a, int b) {
    if (rank[a] != rank[b]) {
      return rank[a] > rank[b];
    }
    return depth[a] != depth[b] ? depth[a] < depth[b] : a < b;
  }

  /// Number of candidates.
  public int size() {
    return size;
  }

  public int token(int candidate) {
    return token[candidate];
  }

  /// Index of the parent, or [#ROOT].
  public int parent(int candidate) {
    return parent[candidate];
  }

  /// Edges from the root, at least 1.
  public int depth(int candidate) {
    return depth[candidate];
  }

  /// The score that was given.
  public double score(int candidate) {
    return score[candidate];
  }
}
