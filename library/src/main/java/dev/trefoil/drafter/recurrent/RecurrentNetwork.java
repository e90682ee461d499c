package dev.trefoil.drafter.recurrent;

import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.KvCache;

/// A draft whose heads hand a state from token to token: some layers over the whole sequence, once
/// per step, then one cheap cell per level of the tree.
///
/// Immutable, made of weights of the target's backend; its features go to the target's own output
/// head.
public interface RecurrentNetwork {
  /// How many heads there are: the depth of the deepest tree.
  int heads();

  /// An empty cache for the layers over one sequence; the caller closes it.
  KvCache newCache(int capacity);

  /// Runs the layers over the sequence. Keys and values of the rows are written to their slots.
  ///
  /// @param hidden the target's last layer before the final norm, `[rows, hidden]`; consumed
  /// @param following the token after each row
  /// @return the states from which drafting can start after each row, `[rows, hidden]`
  Matrix augment(Matrix hidden, int[] following, RowLayout layout);

  /// Runs one head: takes in each row's own token and asks for what follows it.
  ///
  /// @param head from 0 on, which is also the depth of the rows' tokens in the tree
  /// @param parents for head 0 what [#augment] gave for the row before the root; else the states of
  ///   the parents, `[rows, hidden]`; consumed
  /// @param tokens one per row
  HeadOutput apply(int head, Matrix parents, int[] tokens);

  /// What a head yields.
  ///
  /// @param states for the children, in the place of the parents' states in step memory
  /// @param features input of the target's output head
  record HeadOutput(Matrix states, Matrix features) {}
}
