package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.TreeBudget;

/// What the draft proposes.
public sealed interface DraftShape {
  /// What one sequence may need in a step.
  TreeBudget budget();

  /// KV slots beyond the text that drafting needs.
  int scratchSlots();

  /// One token after another, each with its own exit. Which exit, and how long the chain becomes,
  /// is decided by the text before a token and never by the token, so that both choices are exact.
  /// (The released code takes the likeliest token but has it accepted as if it had been drawn,
  /// which is not.)
  ///
  /// @param choice how the token of sampled requests is chosen: the likeliest, or a draw from the
  ///   distribution of its exit, calibrated, after the request's own processors
  record Chain(ChainLength length, ChildChoice choice) implements DraftShape {
    /// Of the likeliest tokens.
    public Chain(ChainLength length) {
      this(length, ChildChoice.TOP);
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(1 + length.most(), length.most());
    }

    @Override
    public int scratchSlots() {
      return length.most();
    }
  }

  /// The adaptive attention tree (SD2; its rule is that of EAGLE-2, Li et al. 2024): level by
  /// level, shaped by the draft's own probabilities. Always of the likeliest tokens.
  ///
  /// @param nodes of the proposed tree, root included
  /// @param expansions levels after the first; the tree is one deeper
  /// @param topK children per node, and nodes of a level that are expanded
  record Tree(int nodes, int expansions, int topK) implements DraftShape {
    /// As released.
    public static final Tree PUBLISHED = new Tree(60, 4, 10);

    public Tree {
      if (nodes < 2 || expansions < 0 || topK < 1) {
        throw new IllegalArgumentException(
            "tree of %d nodes, %d expansions and top %d; at least 2, 0 and 1 are needed"
                .formatted(nodes, expansions, topK));
      }
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(nodes, expansions + 1);
    }

    @Override
    public int scratchSlots() {
      return expansions * topK;
    }
  }
}
