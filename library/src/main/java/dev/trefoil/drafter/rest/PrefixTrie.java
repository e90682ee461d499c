package dev.trefoil.drafter.rest;

/// All prefixes of some continuations and how many begin with each.
///
/// A prefix is identified by the first continuation that begins with it and its depth, as `place *
/// width + depth - 1`: among prefixes of one depth, a larger identity is lexicographically larger.
/// Built in one pass, because equal prefixes of sorted continuations are neighbours: no hashing.
/// What only one continuation has is listed down to the token that sets it apart; the rest of it,
/// its tail, is known without a list.
///
/// Reused from search to search; one thread.
final class PrefixTrie {
  /// Parent of the nodes of depth 1.
  static final int NO_PARENT = -1;

  private final Continuations continuations;
  private final int width;
  private final int[] path; // node at each depth of the continuation read last
  private int[] shared = new int[0]; // [places] depth that the one before has, too
  private int[] parentOfFirst = new int[0]; // [places] parent of the first node below that
  private int[] tail = new int[0]; // [places] depth from which on it is the only one
  private int[] count = new int[0]; // [places, width]
  private int[] listed = new int[0];
  private int listedSize;
  private int prefixes;

  PrefixTrie(Continuations continuations) {
    this.continuations = continuations;
    this.width = continuations.width();
    this.path = new int[width];
  }

  /// Counts the prefixes of the continuations.
  void build() {
    reserve(continuations.count());
    listedSize = 0;
    prefixes = 0;
    int open = 0;
    int before = 0;
    for (int place = 0; place < continuations.count(); place++) {
      close(before, open, place);
      int after = continuations.shared(place + 1);
      int length = continuations.length(place);
      open = Math.min(length, Math.max(before, after) + 1);
      shared[place] = before;
      parentOfFirst[place] = before == 0 ? NO_PARENT : path[before - 1];
      tail[place] = open;
      for (int d = before; d < open; d++) {
        path[d] = place * width + d;
        listed[listedSize++] = path[d];
      }
      prefixes += length - before;
      before = after;
    }
    close(0, open, continuations.count());
  }

  private void close(int from, int to, int place) {
    for (int d = from; d < to; d++) {
      count[path[d]] = place - path[d] / width;
    }
  }

  private void reserve(int places) {
    if (tail.length < places) {
      shared = new int[places];
      parentOfFirst = new int[places];
      tail = new int[places];
      count = new int[places * width];
      listed = new int[places * width];
    }
  }

  /// Number of different prefixes, tails included.
  int prefixes() {
    return prefixes;
  }

  /// Number of prefixes outside the tails.
  int listedSize() {
    return listedSize;
  }

  /// A prefix outside the tails.
  int listed(int index) {
    return listed[index];
  }

  int places() {
    return continuations.count();
  }

  /// One more than the largest identity there can be.
  int bound() {
    return continuations.count() * width;
  }

  int width() {
    return width;
  }

  /// The prefix of that depth in the tail of a continuation, or -1 if its tail has none.
  int inTail(int place, int depth) {
    return depth > tail[place] && depth <= continuations.length(place)
        ? place * width + depth - 1
        : -1;
  }

  /// The last token of a prefix.
  int token(int node) {
    return continuations.token(node / width, node % width);
  }

  int parent(int node) {
    int place = node / width;
    return node % width == shared[place] ? parentOfFirst[place] : node - 1;
  }

  /// Tokens of the prefix, from 1.
  int depth(int node) {
    return node % width + 1;
  }

  /// Continuations that begin with this prefix.
  int count(int node) {
    return depth(node) > tail[node / width] ? 1 : count[node];
  }
}
