package dev.trefoil.cli;

import dev.trefoil.bench.report.VisibleText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// A token tree as lines of text:
///
/// ```
/// ␣the━┯━␣cat━┯━␣sat━━━[␣on]
///      │      └╌␣ran
///      └╌␣dog
/// ```
///
/// A first child stays on the line of its parent. The accepted child comes first, so the accepted
/// path is the top line, in heavy strokes; the token that the target adds ends it, in brackets.
final class TreeDrawing {
  private static final int EDGE = 3; // columns

  private final int[] parents;
  private final List<List<Integer>> children = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final boolean[] accepted;
  private final int[] rows;
  private final int[] starts; // columns
  private final TextCanvas canvas = new TextCanvas();

  private TreeDrawing(int[] parents, List<String> texts, boolean[] accepted, String bonus) {
    int nodes = parents.length;
    this.parents = Arrays.copyOf(parents, nodes + 1);
    this.accepted = Arrays.copyOf(accepted, nodes + 1);
    int last = 0; // of the accepted path
    for (int node = 0; node < nodes; node++) {
      labels.add(VisibleText.brief(texts.get(node)));
      last = accepted[node] ? node : last;
    }
    labels.add("[" + VisibleText.brief(bonus) + "]");
    this.parents[nodes] = last;
    this.accepted[nodes] = true;
    for (int node = 0; node <= nodes; node++) {
      children.add(new ArrayList<>());
      if (node > 0) {
        List<Integer> siblings = children.get(this.parents[node]);
        siblings.add(this.accepted[node] ? 0 : siblings.size(), node);
      }
    }
    rows = new int[nodes + 1];
    starts = new int[nodes + 1];
  }

  /// Draws one step.
  ///
  /// @param parents of the nodes, smaller than their own index; -1 for node 0
  /// @param texts of the nodes
  /// @param accepted the nodes on the path that the target agreed with; node 0 always is
  /// @param bonus the token that the target adds to that path
  /// @param width columns of the terminal; a longer line ends in an ellipsis
  /// @param color whether the terminal understands colours
  static List<String> lines(
      int[] parents,
      List<String> texts,
      boolean[] accepted,
      String bonus,
      int width,
      boolean color) {
    if (parents.length == 0
        || parents.length != texts.size()
        || parents.length != accepted.length) {
      throw new IllegalArgumentException(
          "%d parents, %d texts, %d acceptances; each node has one of each, and there is a root"
              .formatted(parents.length, texts.size(), accepted.length));
    }
    TreeDrawing drawing = new TreeDrawing(parents, texts, accepted, bonus);
    drawing.place();
    drawing.draw();
    return drawing.canvas.lines(width, color);
  }

  private void place() {
    Deque<Integer> ahead = new ArrayDeque<>();
    ahead.push(0);
    int nextRow = 1;
    while (!ahead.isEmpty()) {
      int node = ahead.pop();
      if (node > 0) {
        int parent = parents[node];
        boolean first = children.get(parent).getFirst() == node;
        rows[node] = first ? rows[parent] : nextRow++;
        starts[node] = end(parent) + EDGE;
      }
      children.get(node).reversed().forEach(ahead::push);
    }
  }

  private void draw() {
    for (int node = 0; node < labels.size(); node++) {
      canvas.put(rows[node], starts[node], labels.get(node), accepted[node]);
      List<Integer> below = children.get(node);
      if (!below.isEmpty()) {
        edges(node, below);
      }
    }
  }

  /// The channel right of a node, in which its branches go down.
  private void edges(int node, List<Integer> below) {
    int column = end(node);
    int first = below.getFirst();
    boolean branches = below.size() > 1;
    String heavy = branches ? "━┯━" : "━━━";
    String light = branches ? "╌┬╌" : "╌╌╌";
    canvas.put(rows[node], column, accepted[first] ? heavy : light, accepted[first]);
    int row = rows[node];
    for (int child : below.subList(1, below.size())) {
      while (++row < rows[child]) {
        canvas.put(row, column + 1, "│", false);
      }
      boolean last = child == below.getLast();
      canvas.put(row, column + 1, last ? "└╌" : "├╌", false);
    }
  }

  private int end(int node) {
    return starts[node] + VisibleText.columns(labels.get(node));
  }
}
