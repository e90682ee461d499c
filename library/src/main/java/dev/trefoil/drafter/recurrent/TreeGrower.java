package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.TokenTree;

/// Grows the tree of one sequence level by level. Part of its draft state.
interface TreeGrower {
  /// Starts with a tree that holds its root only; the root is the first frontier.
  Frontier begin(TokenTree tree);

  /// Takes in the candidates for the children of the present frontier, whose rows begin at
  /// `firstRow`, and returns the next frontier, perhaps empty.
  Frontier grow(Candidates candidates, int firstRow);

  /// Completes the tree.
  default void finish() {}
}
