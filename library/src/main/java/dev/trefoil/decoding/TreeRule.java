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

  /// This rule for a drafter that ranks no deeper than `depth` levels, at least 1.
  TreeRule downTo(int depth);

  /// Whether the rule looks at probabilities and not only at the order of tokens.
  boolean weighs();

  /// How children are chosen; a shape that depends on the tokens goes with the likeliest only.
  default ChildChoice choice() {
    return ChildChoice.TOP;
  }

  /// The same shape in each step.
  record Static(StaticTree tree, ChildChoice choice) implements TreeRule {
    /// Of the likeliest tokens.
    public Static(StaticTree tree) {
      this(tree, ChildChoice.TOP);
    }

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

    @Override
    public TreeRule downTo(int depth) {
      return new Static(tree.downTo(depth), choice);
    }

    @Override
    public boolean weighs() {
      return false;
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

    @Override
    public TreeRule downTo(int depth) {
      return new Beam(nodes, Math.min(expansions, depth - 1), beam);
    }

    @Override
    public boolean weighs() {
      return true;
    }
  }

  /// Clover's dynamic tree (Xiao et al. 2024a; the worked example of the published repository). Of
  /// the tokens after a node the fewest that together reach `topP` are looked at, without those
  /// below `leastShare` of the first; the level keeps those of largest joint probability while the
  /// budget lasts, and each level lowers the budget by what it kept.
  ///
  /// Decided where the paper is open: the token that crosses `topP` is kept, as in the worked
  /// example, and the first one always is.
  ///
  /// @param nodes of the tree, root included
  /// @param depth of the tree
  record Clover(int nodes, int depth, double topP, double leastShare) implements TreeRule {
    public Clover {
      boolean valid = topP > 0 && topP <= 1 && leastShare >= 0 && leastShare <= 1;
      if (nodes < 2 || depth < 1 || !valid) {
        throw new IllegalArgumentException(
            "a Clover tree of %d nodes, depth %d, top-p %s and least share %s; at least 2 and 1, a top-p in (0, 1] and a share in [0, 1] are needed"
                .formatted(nodes, depth, topP, leastShare));
      }
    }

    @Override
    public TreeBudget budget() {
      return new TreeBudget(nodes, Math.min(depth, nodes - 1));
    }

    @Override
    public int children() {
      return nodes - 1;
    }

    @Override
    public int expandedNodes() {
      return nodes - 2;
    }

    @Override
    public TreeExpansion newExpansion() {
      return new CloverExpansion(this);
    }

    @Override
    public TreeRule downTo(int deepest) {
      return new Clover(nodes, Math.min(depth, deepest), topP, leastShare);
    }

    @Override
    public boolean weighs() {
      return true;
    }
  }
}
