package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.TokenTree;

/// Grows the guesses of a pool as branches of a token tree; equal beginnings are one path.
///
/// Where there is no room for all, the newest guesses come first, the last of them cut short.
/// Scratch memory of one drafter.
final class GuessBranches {
  private final int[] tail; // of each guess
  private final int[] tokens; // of each guess that find room
  private final int[] node; // where each guess has got to
  private int count;

  GuessBranches(int guesses) {
    tail = new int[guesses];
    tokens = new int[guesses];
    node = new int[guesses];
  }

  void grow(TokenTree tree, NgramPool pool, int guessTokens) {
    int longest = Math.min(guessTokens, tree.maxDepth());
    choose(tree, pool, longest);
    // level by level, as the tree wants its nodes
    for (int depth = 0; depth < longest; depth++) {
      for (int g = 0; g < count; g++) {
        if (depth < tokens[g]) {
          int token = pool.token(tail[g], depth);
          int known = tree.child(node[g], token);
          node[g] = known >= 0 ? known : tree.add(node[g], token);
        }
      }
    }
  }

  private void choose(TokenTree tree, NgramPool pool, int longest) {
    int room = tree.room() - 1;
    count = 0;
    int next = pool.newest(tree.token(0));
    while (next >= 0 && count < tail.length) {
      int shared = 0;
      for (int g = 0; g < count; g++) {
        shared = Math.max(shared, Math.min(tokens[g], pool.commonTokens(next, tail[g])));
      }
      tail[count] = next;
      tokens[count] = Math.min(longest, shared + room);
      node[count] = 0;
      room -= Math.max(0, tokens[count] - shared);
      count++;
      next = pool.older(next);
    }
  }
}
