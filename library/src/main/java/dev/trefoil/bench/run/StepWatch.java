package dev.trefoil.bench.run;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Counts rows and depths of the steps of one answer, and remembers the tree that is best to look
/// at. Baseline and method are watched alike, so its cost is on both sides. Decoding thread only.
final class StepWatch implements StepListener {
  private static final int CONTEXT_TOKENS = 12;
  private static final int LARGEST_PICTURE = 40; // nodes; more cannot be read

  private long[] proposed = new long[64]; // index is the depth
  private long[] accepted = new long[64];
  private int deepest;
  private long rows;
  private int steps;
  private int length;
  private int bestScore;
  private @Nullable Snapshot best;

  /// A step's tree as it was.
  ///
  /// @param path accepted nodes, root included
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Snapshot(int step, int[] context, int[] tokens, int[] parents, int[] path, int bonus) {}

  void beginAnswer() {
    Arrays.fill(proposed, 0);
    Arrays.fill(accepted, 0);
    deepest = 0;
    rows = 0;
    steps = 0;
    length = -1;
  }

  /// Forgets the remembered tree too.
  void beginQuestion() {
    best = null;
    bestScore = 0;
    beginAnswer();
  }

  @Override
  public void afterStep(List<Sequence> batch, StepOutput output) {
    Sequence sequence = batch.getFirst(); // one question at a time
    TokenTree tree = sequence.tree();
    int before = length < 0 ? sequence.promptLength() : length;
    length = sequence.length();
    rows += tree.size() + sequence.extraRows().size();
    int treeDepth = tree.depth(tree.size() - 1); // level order: the last node is the deepest
    // tokens after the end token are on the path, but nobody gets them
    int keptDepth = Math.min(output.decision(0).count() - 1, length - before);
    makeRoom(treeDepth);
    for (int depth = 1; depth <= treeDepth; depth++) {
      proposed[depth]++;
    }
    for (int depth = 1; depth <= keptDepth; depth++) {
      accepted[depth]++;
    }
    remember(sequence, output.decision(0), before);
    steps++;
  }

  private void makeRoom(int depth) {
    deepest = Math.max(deepest, depth);
    if (depth >= proposed.length) {
      proposed = Arrays.copyOf(proposed, 2 * depth);
      accepted = Arrays.copyOf(accepted, 2 * depth);
    }
  }

  /// Prefers trees with a long accepted path and many rejected branches that still can be read.
  private void remember(Sequence sequence, Decision decision, int before) {
    TokenTree tree = sequence.tree();
    int kept = decision.count() - 1;
    int rejected = tree.size() - 1 - kept;
    if (kept == 0 || rejected == 0 || tree.size() > LARGEST_PICTURE || decision.bonusToken() < 0) {
      return;
    }
    int score = 4 * Math.min(kept, 5) + Math.min(rejected, 16);
    if (score > bestScore) {
      bestScore = score;
      best = snapshot(sequence, decision, before);
    }
  }

  private Snapshot snapshot(Sequence sequence, Decision decision, int before) {
    TokenTree tree = sequence.tree();
    int[] tokens = new int[tree.size()];
    int[] parents = new int[tree.size()];
    for (int node = 0; node < tokens.length; node++) {
      tokens[node] = tree.token(node);
      parents[node] = tree.parent(node);
    }
    int[] path = new int[decision.count()];
    for (int i = 0; i < path.length; i++) {
      path[i] = decision.node(i);
    }
    int root = before - 1;
    int[] context = Arrays.copyOfRange(sequence.tokens(), Math.max(0, root - CONTEXT_TOKENS), root);
    return new Snapshot(steps, context, tokens, parents, path, decision.bonusToken());
  }

  long rows() {
    return rows;
  }

  /// Steps by depth 1, 2, ... of their trees.
  List<Long> proposedByDepth() {
    return LongStream.of(proposed).skip(1).limit(deepest).boxed().toList();
  }

  /// Steps by depth 1, 2, ... of what was kept of them.
  List<Long> acceptedByDepth() {
    return LongStream.of(accepted).skip(1).limit(deepest).boxed().toList();
  }

  @Nullable Snapshot best() {
    return best;
  }
}
