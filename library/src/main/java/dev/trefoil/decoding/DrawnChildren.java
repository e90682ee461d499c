package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Draws the children of a node as [ChildChoice#DRAWN] says: from what the request would draw from
/// if the draft were its target, the history of the node's path included.
///
/// All numbers come from the sequence's own draft stream, in the order of the nodes and never more
/// than there are children, so that what is drawn depends on the request alone. Scratch memory of
/// the decoding thread.
final class DrawnChildren {
  private static final float[] UNWEIGHED = {};

  private final Backend backend;
  private final IntUnaryOperator targetToken;
  private final float[] row; // [draft vocabulary]
  private final float[] logits; // [vocabulary]
  private final TokenDistribution left;
  private int[] tokens = new int[16];

  DrawnChildren(
      Backend backend, int draftVocabulary, int vocabulary, IntUnaryOperator targetToken) {
    this.backend = backend;
    this.targetToken = targetToken;
    this.row = new float[draftVocabulary];
    this.logits = new float[vocabulary];
    this.left = new TokenDistribution(vocabulary);
  }

  /// Adds the children of a node of the level. There are fewer than the shape asks for where fewer
  /// tokens are possible; where the logits are not numbers the tree fails.
  ///
  /// @param draftLogits of which one row is of the node, `[rows, draft vocabulary]`
  void draw(
      Sequence sequence, StaticExpansion expansion, int node, Matrix draftLogits, int ofNode) {
    TokenTree tree = sequence.tree();
    SequenceSampling sampling = sequence.sampling();
    readRow(draftLogits, ofNode);
    int treeNode = expansion.treeNode(node);
    sampling.pushPath(tree, treeNode);
    boolean numbers;
    try {
      numbers = left.set(logits, sampling.options(), sampling.history());
    } finally { // acceptance has the same history
      sampling.popPath(tree, treeNode);
    }
    if (!numbers) {
      tree.fail();
      return;
    }
    double[] proposal = expansion.proposal(node, left.vocabulary());
    left.copyTo(proposal);
    tree.childrenDrawnFrom(treeNode, proposal);
    int count = drawDistinct(sampling, expansion.children(node));
    expansion.rank(node, tokens, UNWEIGHED, 0, count);
  }

  private int drawDistinct(SequenceSampling sampling, int wanted) {
    if (tokens.length < wanted) {
      tokens = new int[wanted];
    }
    int count = 0;
    boolean possible = wanted > 0;
    while (possible) {
      int token = left.draw(sampling.draftRandom());
      tokens[count++] = token;
      possible = count < wanted && left.exclude(token);
    }
    return count;
  }

  /// Tokens that the draft does not have get no probability.
  private void readRow(Matrix draftLogits, int index) {
    backend.read(draftLogits, index, row);
    Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    for (int token = 0; token < row.length; token++) {
      logits[targetToken.applyAsInt(token)] = row[token];
    }
  }
}
