package dev.trefoil.drafter.sorted;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Llama;
import dev.trefoil.nn.RmsNorm;
import java.util.ArrayList;
import java.util.List;

/// Runs what was fed to many sequences through the draft, group by group; at each exit, the nodes
/// whose gate opens leave, and the others go on.
final class ExitPass {
  private static final int[] NOTHING = {};

  private final SortedDraft draft;
  private final Backend backend;
  private final ExitPolicy policy;
  private final List<RmsNorm> norms; // [exit]
  private final DraftHead head;
  private final float[] kept; // logits of one node, [draft vocabulary]
  private final SortedCounters counters;
  private final RowLayout layout = new RowLayout();
  private final List<SortedState> active = new ArrayList<>();
  private final List<SortedState> one = new ArrayList<>();
  private int[] ids = new int[64];
  private float[] input = new float[0]; // [rows, hidden]
  private int[] rows = new int[16];
  private int[] columns = new int[16]; // [rows, children]
  private float[] values = new float[16];
  private int[] topColumn = new int[16]; // [rows]
  private float[] topProbability = new float[16];

  ExitPass(SortedDraft draft, ExitPolicy policy, SortedCounters counters) {
    this.draft = draft;
    this.backend = draft.network().backend();
    this.policy = policy;
    this.norms = draft.norms(policy.temperatures());
    this.head = draft.head();
    this.kept = new float[head.vocabulary().size()];
    this.counters = counters;
  }

  /// Runs all of the text that was fed to a sequence through all layers; nothing is read from it.
  void runWhole(SortedState state) {
    one.clear();
    one.add(state);
    for (int group = 0; group < draft.exits(); group++) {
      state.kv().plan(group, NOTHING, 0);
      if (state.kv().due() > 0) {
        long mark = backend.mark();
        runGroup(group, one);
        backend.release(mark);
      }
    }
  }

  /// Runs the present level of each sequence, each node up to its exit, and reads what comes after
  /// the nodes.
  ///
  /// @param children proposals per node, at most the tokens that the draft proposes
  void runLevel(List<SortedState> states, int children) {
    active.clear();
    active.addAll(states);
    reserve(children);
    for (int group = 0; group < draft.exits() && !active.isEmpty(); group++) {
      long mark = backend.mark();
      for (int i = 0; i < active.size(); i++) {
        SortedLevel level = active.get(i).level();
        active.get(i).kv().plan(group, level.goingSlots(), level.goingCount());
      }
      Matrix output = runGroup(group, active);
      if (policy.mayExit(group)) {
        score(group, output, children);
      }
      backend.release(mark);
    }
    for (int i = 0; i < states.size(); i++) {
      counters.countLevel(states.get(i).level().exit());
    }
  }

  /// Runs one group of layers as planned for the sequences; `[rows, hidden]`, the rows of a
  /// sequence together, in the order of the list.
  private Matrix runGroup(int group, List<SortedState> states) {
    layout.clear();
    for (int i = 0; i < states.size(); i++) {
      LazyKv kv = states.get(i).kv();
      kv.layOut(group, layout);
      counters.countRows(group, kv.due(), kv.dueFromBefore());
    }
    Llama network = draft.network();
    Matrix x = group == 0 ? embed(states) : upload(group, states);
    Matrix output = network.runLayers(x, draft.depth(group - 1), draft.depth(group), layout);
    for (int i = 0; i < states.size(); i++) {
      LazyKv kv = states.get(i).kv();
      kv.noteRun(group, backend, output, layout.segmentStart(i));
    }
    return output;
  }

  private Matrix embed(List<SortedState> states) {
    if (ids.length < layout.rows()) {
      ids = new int[2 * layout.rows()];
    }
    for (int i = 0; i < states.size(); i++) {
      states.get(i).kv().copyTokens(ids, layout.segmentStart(i));
    }
    return draft.network().embed(ids, layout.rows());
  }

  private Matrix upload(int group, List<SortedState> states) {
    int hidden = draft.network().config().hiddenSize();
    if (input.length < layout.rows() * hidden) {
      input = new float[layout.rows() * hidden];
    }
    for (int i = 0; i < states.size(); i++) {
      states.get(i).kv().copyInput(group, input, layout.segmentStart(i));
    }
    return backend.upload(input, layout.rows(), hidden);
  }

  /// Reads the nodes that have come to an exit; those that take it leave, and sequences of which
  /// none is left.
  private void score(int group, Matrix output, int children) {
    int scored = selectNodes();
    Matrix nodes = backend.gather(output, rows, scored);
    Matrix logits = head.logits(norms.get(group).apply(nodes)); // [scored, draft vocabulary]
    backend.topK(logits, children, columns, values);
    backend.topK(backend.softmax(logits), 1, topColumn, topProbability);
    int row = 0;
    int left = 0;
    for (int i = 0; i < active.size(); i++) {
      SortedLevel level = active.get(i).level();
      read(level, row, children);
      row += level.goingCount();
      if (level.keepsLogits()) {
        backend.read(logits, row - 1, kept);
        head.vocabulary().spread(kept, level.logits(draft.network().config().vocabularySize()));
      }
      counters.countNodes(group, level.leave(group, policy));
      if (level.goingCount() > 0) {
        active.set(left++, active.get(i));
      }
    }
    active.subList(left, active.size()).clear();
  }

  /// The rows of all nodes: the last ones of each sequence.
  private int selectNodes() {
    int count = 0;
    for (int i = 0; i < active.size(); i++) {
      int nodes = active.get(i).level().goingCount();
      for (int node = 0; node < nodes; node++) {
        rows[count++] = layout.segmentStart(i + 1) - nodes + node;
      }
    }
    return count;
  }

  private void reserve(int children) {
    int scored = 0;
    for (int i = 0; i < active.size(); i++) {
      scored += active.get(i).level().nodes();
    }
    if (rows.length < scored) {
      rows = new int[scored];
      topColumn = new int[scored];
      topProbability = new float[scored];
    }
    if (columns.length < scored * children) {
      columns = new int[scored * children];
      values = new float[scored * children];
    }
  }

  /// Log softmax of a proposal is that of the best one plus the difference of their logits, which
  /// does not underflow.
  private void read(SortedLevel level, int firstRow, int children) {
    for (int i = 0; i < level.goingCount(); i++) {
      int node = level.going(i);
      int row = firstRow + i;
      level.confidences()[node] = topProbability[row];
      double top = Math.log(topProbability[row]);
      for (int child = 0; child < children; child++) {
        int from = row * children + child;
        level.tokens()[node * children + child] = head.vocabulary().targetToken(columns[from]);
        level.logProbabilities()[node * children + child] =
            top + (double) values[from] - values[row * children];
      }
    }
  }
}
