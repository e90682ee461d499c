package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.ArrayList;
import java.util.List;

/// The adaptive attention tree (SD2): the likeliest nodes of a level are run together and leave the
/// draft at one exit, or each at its own; their likeliest children are candidates; of all
/// candidates the best become the tree. A candidate's score is the sum of the log probabilities of
/// its path, at whatever exits.
///
/// Nodes that are run live in slots behind the text until the next proposal. A room smaller than
/// the configured tree narrows the levels, which changes nothing of what fits into it.
final class TreeProposer implements Proposer {
  private final ExitPass pass;
  private final DraftShape.Tree shape;
  private final int children;
  private final List<Sequence> growing = new ArrayList<>();
  private final List<SortedState> states = new ArrayList<>();

  /// @param vocabulary number of tokens that the draft proposes
  @SuppressWarnings("MissingSummary") // the parameter says all
  TreeProposer(ExitPass pass, DraftShape.Tree shape, int vocabulary) {
    this.pass = pass;
    this.shape = shape;
    this.children = Math.min(shape.topK(), vocabulary);
  }

  @Override
  public void propose(List<Sequence> batch) {
    begin(batch);
    for (int depth = 1; !growing.isEmpty(); depth++) {
      pass.runLevel(states, children);
      int left = 0;
      for (int i = 0; i < growing.size(); i++) {
        Sequence sequence = growing.get(i);
        SortedState state = states.get(i);
        int levelStart = state.candidates().size();
        if (addChildren(sequence, state, depth) && feedBest(sequence, state, levelStart, depth)) {
          growing.set(left, sequence);
          states.set(left++, state);
        }
      }
      growing.subList(left, growing.size()).clear();
      states.subList(left, states.size()).clear();
    }
    for (int i = 0; i < batch.size(); i++) {
      CandidateTree candidates = Proposer.state(batch.get(i)).candidates();
      candidates.writeTo(batch.get(i).tree(), shape.nodes() - 1);
      Proposer.state(batch.get(i)).noteChosen();
    }
  }

  private void begin(List<Sequence> batch) {
    growing.clear();
    states.clear();
    for (int i = 0; i < batch.size(); i++) {
      SortedState state = Proposer.state(batch.get(i));
      state.candidates().clear();
      state.level().begin(state.kv(), 1, children, false);
      state.level().scores()[0] = 0;
      growing.add(batch.get(i));
      states.add(state);
    }
  }

  private int beam(Sequence sequence) {
    return Math.min(children, sequence.tree().room() - 1);
  }

  /// Adds the children of the level's nodes; false when none has any.
  private boolean addChildren(Sequence sequence, SortedState state, int depth) {
    SortedLevel level = state.level();
    int before = state.candidates().size();
    int[] parents = state.frontier(shape.topK());
    for (int node = 0; node < level.nodes(); node++) {
      int parent = depth == 1 ? CandidateTree.ROOT : parents[node];
      state.noteExpanded(parent, level.exitOf(node));
      for (int i = 0; i < beam(sequence); i++) {
        int token = level.tokens()[node * children + i];
        double score = level.scores()[node] + level.logProbabilities()[node * children + i];
        if (token < 0 || Double.isNaN(score)) {
          sequence.tree().fail();
          return false;
        }
        state.addCandidate(parent, token, score);
      }
    }
    return state.candidates().size() > before;
  }

  /// Feeds the best of the candidates that were just added; false when the tree is deep enough.
  private boolean feedBest(Sequence sequence, SortedState state, int levelStart, int depth) {
    TokenTree tree = sequence.tree();
    if (depth > shape.expansions()
        || depth >= Math.min(tree.maxDepth(), tree.room() - 1)
        || !state.reaches(sequence, depth)) {
      return false;
    }
    CandidateTree candidates = state.candidates();
    int[] best = state.frontier(shape.topK());
    int found = candidates.best(levelStart, candidates.size(), beam(sequence), best);
    int count = candidates.worthwhile(tree, best, found);
    if (count == 0) {
      return false;
    }
    for (int node = 0; node < count; node++) {
      state.feed(best[node]);
    }
    state.level().begin(state.kv(), count, children, false);
    for (int node = 0; node < count; node++) {
      state.level().scores()[node] = candidates.score(best[node]);
    }
    return true;
  }
}
