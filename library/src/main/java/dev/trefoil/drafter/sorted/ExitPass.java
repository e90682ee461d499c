package dev.trefoil.drafter.sorted;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.Llama;
import dev.trefoil.nn.RmsNorm;
import java.util.ArrayList;
import java.util.List;

/// Runs what was fed to many sequences through the draft, group by group; after each exit, the
/// sequences whose gate opens leave, and the others go on.
final class ExitPass {
  private final SortedDraft draft;
  private final Backend backend;
  private final ExitPolicy policy;
  private final List<RmsNorm> norms; // [exit]
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
    this.counters = counters;
  }

  /// Runs all that was fed to a sequence through all layers; nothing is read from it.
  void runWhole(SortedState state) {
    one.clear();
    one.add(state);
    for (int group = 0; group < draft.exits(); group++) {
      if (state.kv().due(group) > 0) {
        long mark = backend.mark();
        runGroup(group, one);
        backend.release(mark);
      }
    }
  }

  /// Runs the present level of each sequence up to an exit and reads what comes after its nodes.
  ///
  /// @param children proposals per node, at most the vocabulary
  void runLevel(List<SortedState> states, int children) {
    active.clear();
    active.addAll(states);
    reserve(children);
    for (int group = 0; group < draft.exits() && !active.isEmpty(); group++) {
      long mark = backend.mark();
      Matrix output = runGroup(group, active);
      if (policy.mayExit(group)) {
        score(group, output, children);
      }
      backend.release(mark);
    }
  }

  /// Runs one group of layers for all that the sequences are due; `[rows, hidden]`, the rows of a
  /// sequence together, in the order of the list.
  private Matrix runGroup(int group, List<SortedState> states) {
    layout.clear();
    for (SortedState state : states) {
      state.kv().layOut(group, layout);
    }
    Llama network = draft.network();
    Matrix x = group == 0 ? embed(states) : upload(group, states);
    Matrix output = network.runLayers(x, draft.depth(group - 1), draft.depth(group), layout);
    for (int i = 0; i < states.size(); i++) {
      LazyKv kv = states.get(i).kv();
      kv.noteRun(group, backend, output, layout.segmentStart(i));
    }
    counters.countRows(group, layout.rows());
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

  /// Reads the level's nodes at an exit; sequences that take it leave.
  private void score(int group, Matrix output, int children) {
    int scored = selectNodes();
    Matrix nodes = backend.gather(output, rows, scored);
    Matrix logits = draft.network().logits(norms.get(group).apply(nodes)); // [scored, vocabulary]
    backend.topK(logits, children, columns, values);
    backend.topK(backend.softmax(logits), 1, topColumn, topProbability);
    int row = 0;
    int left = 0;
    for (int i = 0; i < active.size(); i++) {
      SortedState state = active.get(i);
      read(state, row, children);
      row += state.nodes();
      if (policy.exits(group, state.confidences(), state.scores(), state.nodes())) {
        state.exit(group);
        counters.countExit(group);
      } else {
        active.set(left++, state);
      }
    }
    active.subList(left, active.size()).clear();
  }

  /// The rows of all levels' nodes: the last ones of each sequence.
  private int selectNodes() {
    int count = 0;
    for (int i = 0; i < active.size(); i++) {
      int nodes = active.get(i).nodes();
      for (int node = 0; node < nodes; node++) {
        rows[count++] = layout.segmentStart(i + 1) - nodes + node;
      }
    }
    return count;
  }

  private void reserve(int children) {
    int scored = 0;
    for (int i = 0; i < active.size(); i++) {
      scored += active.get(i).nodes();
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
  private void read(SortedState state, int firstRow, int children) {
    for (int node = 0; node < state.nodes(); node++) {
      int row = firstRow + node;
      state.confidences()[node] = topProbability[row];
      double top = Math.log(topProbability[row]);
      for (int i = 0; i < children; i++) {
        int from = row * children + i;
        state.tokens()[node * children + i] = columns[from];
        state.logProbabilities()[node * children + i] =
            top + (double) values[from] - values[row * children];
      }
    }
  }
}
