package dev.trefoil.decoding;

/// EAGLE-2's tree: expansion by a beam, then the best of all that was scored (Li et al. 2024,
/// sections 4.1 and 4.2).
///
/// Two deviations, neither of which changes which nodes stay where scores differ: ties are resolved
/// as [CandidateTree] says, and a node that is no longer among those that can stay is not expanded,
/// for its children cannot stay either.
final class BeamExpansion implements TreeExpansion {
  private final TreeRule.Beam rule;
  private final CandidateTree candidates;
  private final int[] level; // candidates, best first
  private final int[] parentInLevel;
  private final int[] before; // those of the level before
  private int[] leading = new int[16];
  private int levelSize;
  private int levelStart; // first candidate of the depth that is being scored
  private int levelsLeft;
  private int most;
  private TokenTree tree = new TokenTree(1);

  BeamExpansion(TreeRule.Beam rule) {
    this.rule = rule;
    this.candidates =
        new CandidateTree(rule.beam() + rule.expansions() * rule.beam() * rule.beam());
    this.level = new int[rule.beam()];
    this.parentInLevel = new int[rule.beam()];
    this.before = new int[rule.beam()];
  }

  @Override
  public void begin(TokenTree bareTree) {
    tree = bareTree;
    candidates.clear();
    most = Math.min(rule.nodes(), bareTree.room()) - 1;
    levelsLeft = Math.min(rule.expansions() + 1, bareTree.maxDepth());
    level[0] = CandidateTree.ROOT;
    levelSize = 1;
    levelStart = 0;
  }

  @Override
  public void rank(int node, int[] tokens, float[] probabilities, int from, int count) {
    int parent = level[node];
    double above = parent == CandidateTree.ROOT ? 0 : candidates.score(parent);
    for (int i = from; i < from + Math.min(count, rule.beam()); i++) {
      if (tokens[i] >= 0) {
        candidates.add(parent, tokens[i], above + StrictMath.log(probabilities[i]));
      } else {
        tree.fail();
      }
    }
  }

  @Override
  public int advance() {
    System.arraycopy(level, 0, before, 0, levelSize);
    int beforeSize = levelSize;
    levelsLeft--;
    levelSize = levelsLeft > 0 ? candidates.worthwhile(tree, level, expandable()) : 0;
    for (int i = 0; i < levelSize; i++) {
      parentInLevel[i] = indexOf(candidates.parent(level[i]), beforeSize);
    }
    if (levelSize == 0) {
      candidates.writeTo(tree, most);
    }
    levelStart = candidates.size();
    return levelSize;
  }

  private int expandable() {
    int count = candidates.best(levelStart, candidates.size(), rule.beam(), level);
    if (leading.length < most) {
      leading = new int[most];
    }
    int kept = candidates.best(0, candidates.size(), most, leading);
    while (count > 0
        && kept == most
        && (most == 0 || candidates.precedes(leading[kept - 1], level[count - 1]))) {
      count--;
    }
    return count;
  }

  private int indexOf(int candidate, int beforeSize) {
    int index = 0;
    while (index < beforeSize && before[index] != candidate) {
      index++;
    }
    return index;
  }

  @Override
  public int token(int node) {
    return candidates.token(level[node]);
  }

  @Override
  public int parent(int node) {
    return parentInLevel[node];
  }
}
