package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// The trees of a batch under construction by one [TreeRule], level by level. The nodes after which
/// tokens are wanted stand side by side, one row each, tree after tree.
///
/// A drafter clears it, adds its sequences and, while there are rows, runs its network on them and
/// calls [#advance] with the logits. A row names the row of its parent in the level before, so that
/// states can be gathered; in the first level it names the tree.
///
/// Reused from step to step; owned by the decoding thread.
public final class TreeBatch {
  private final TreeRule rule;
  private final LevelRanking ranking;
  private final DrawnChildren drawn;
  private final List<Sequence> sequences = new ArrayList<>();
  private final List<TreeExpansion> expansions = new ArrayList<>(); // as many as ever needed
  private boolean ranks; // whether any tree wants the likeliest tokens
  private boolean weighs; // whether any tree wants their probabilities
  private int rows;
  private int[] firstRow = new int[8]; // by tree
  private int[] levelSize = new int[8]; // by tree
  private int[] tokens = new int[64]; // by row
  private int[] parents = new int[64]; // by row

  /// For a draft with the target's vocabulary.
  public TreeBatch(Backend backend, TreeRule rule, int vocabulary) {
    this(backend, rule, vocabulary, vocabulary, token -> token);
  }

  /// For a draft with a vocabulary of its own.
  ///
  /// @param vocabulary of the target
  /// @param targetToken the target's id of a token of the draft
  public TreeBatch(
      Backend backend,
      TreeRule rule,
      int draftVocabulary,
      int vocabulary,
      IntUnaryOperator targetToken) {
    this.rule = rule;
    this.ranking = new LevelRanking(backend, rule, draftVocabulary, targetToken);
    this.drawn = new DrawnChildren(backend, draftVocabulary, vocabulary, targetToken);
  }

  /// Forgets all trees.
  public void clear() {
    sequences.clear();
    ranks = false;
    weighs = false;
    rows = 0;
  }

  /// Adds a sequence whose tree is bare; its root is the next row.
  public void add(Sequence sequence) {
    int tree = sequences.size();
    if (tree == firstRow.length) {
      firstRow = Arrays.copyOf(firstRow, 2 * tree);
      levelSize = Arrays.copyOf(levelSize, 2 * tree);
    }
    if (tree == expansions.size()) {
      expansions.add(rule.newExpansion());
    }
    expansions.get(tree).begin(sequence.tree());
    sequences.add(sequence);
    ranks |= !isDrawn(sequence);
    weighs |= sequence.tree().wantsReach();
    firstRow[tree] = rows;
    levelSize[tree] = 1;
    addRow(tree, sequence.lastToken());
  }

  private boolean isDrawn(Sequence sequence) {
    return rule.choice() == ChildChoice.DRAWN && !sequence.sampling().options().isGreedy();
  }

  private void addRow(int parent, int token) {
    if (rows == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * rows);
      parents = Arrays.copyOf(parents, 2 * rows);
    }
    parents[rows] = parent;
    tokens[rows++] = token;
  }

  /// Chooses the tokens after each row and lays out the next level; 0 when all trees are complete.
  ///
  /// @param logits `[rows, draft vocabulary]`
  /// @return number of rows of the next level
  public int advance(Matrix logits) {
    return advance(logits, false);
  }

  /// The same for a draft that says the same of all nodes of a level.
  ///
  /// @param logits `[trees, draft vocabulary]`
  /// @return number of rows of the next level
  public int advanceTogether(Matrix logits) {
    return advance(logits, true);
  }

  private int advance(Matrix logits, boolean together) {
    if (ranks) {
      ranking.read(logits, weighs);
    }
    for (int tree = 0; tree < sequences.size(); tree++) {
      for (int node = 0; node < levelSize[tree]; node++) {
        choose(tree, node, logits, together ? tree : firstRow[tree] + node);
      }
    }
    rows = 0;
    for (int tree = 0; tree < sequences.size(); tree++) {
      layOut(tree);
    }
    return rows;
  }

  private void choose(int tree, int node, Matrix logits, int row) {
    Sequence sequence = sequences.get(tree);
    TreeExpansion expansion = expansions.get(tree);
    if (isDrawn(sequence) && expansion instanceof StaticExpansion shape) {
      drawn.draw(sequence, shape, node, logits, row);
    } else {
      ranking.tell(expansion, node, row);
    }
  }

  private void layOut(int tree) {
    TreeExpansion expansion = expansions.get(tree);
    int above = firstRow[tree];
    int count = levelSize[tree] == 0 ? 0 : expansion.advance();
    firstRow[tree] = rows;
    levelSize[tree] = count;
    for (int node = 0; node < count; node++) {
      addRow(above + expansion.parent(node), expansion.token(node));
    }
  }

  /// Number of rows of the level.
  public int rows() {
    return rows;
  }

  /// Token of each row. Borrowed until the level changes.
  public int[] tokens() {
    return tokens;
  }

  /// For each row that of its parent in the level before. Borrowed until the level changes.
  public int[] parents() {
    return parents;
  }

  /// How many rows of the level are of a tree; trees count from 0 in the order in which they were
  /// added.
  public int levelSize(int tree) {
    return levelSize[tree];
  }
}
