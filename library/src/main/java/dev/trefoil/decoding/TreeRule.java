package dev.trefoil.decoding;

/// By which rule a drafter that ranks the tokens after one node at a time makes its trees. Rule and
/// network are independent of each other.
public sealed interface TreeRule {
  /// Largest trees.
  TreeBudget budget();

  /// How many tokens a drafter ranks after each node.
  int children();

  /// Most nodes below the root after which tokens are ranked in one step.
  int expandedNodes();

  /// A tree of one sequence under construction, used again for each step.
  TreeExpansion newExpansion();

  /// The same shape in each step.
  record Static(StaticTree tree) implements TreeRule {
    public Static {
      if (tree.size() < 2) {
        throw new IllegalArgumentException(
            "a static tree of a bare root proposes nothing; name children, as in 'root:1'");
      }
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(tree.size(), tree.maxDepth());
    }

    @Override
    public int children() {
      return tree.maxChildren();
    }

    @Override
    public int expandedNodes() {
      return tree.size() - tree.leaves() - 1;
    }

    @Override
    public TreeExpansion newExpansion() {
      return new StaticExpansion(tree);
    }
  }

  /// EAGLE-2's dynamic tree (Li et al. 2024, section 4): of each level the `beam` likeliest nodes
  /// get `beam` children each, and of all nodes ever scored the likeliest stay.
  ///
  /// @param nodes of the tree, root included
  /// @param expansions how many levels below the root are expanded; the tree is one deeper
  /// @param beam children of a node, and expanded nodes of a level
  record Beam(int nodes, int expansions, int beam) implements TreeRule {
    public Beam {
      if (nodes < 2 || expansions < 0 || beam < 1) {
        throw new IllegalArgumentException(
            "a tree of %d nodes, %d expansions and a beam of %d; at least 2, 0 and 1 are needed"
                .formatted(nodes, expansions, beam));
      }
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(nodes, expansions + 1);
    }

    @Override
    public int children() {
      return beam;
    }

    @Override
    public int expandedNodes() {
      return Math.multiplyExact(expansions, beam);
    }

    @Override
    public TreeExpansion newExpansion() {
      return new BeamExpansion(this);
    }
  }
}
