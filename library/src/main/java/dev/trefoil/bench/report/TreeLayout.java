package dev.trefoil.bench.report;

import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Where the nodes of a token tree stand: depth runs to the right, a first child stays on the line
/// of its parent, and the accepted child comes first, so that the accepted path is one straight
/// line at the top. The bonus token is the last of that line.
final class TreeLayout {
  /// What became of a node.
  enum Fate {
    ACCEPTED,
    REJECTED,
    BONUS
  }

  /// One drawn token; lengths in pixels.
  ///
  /// @param parent index of the box before it, -1 for the root
  /// @param row line counted from the top
  record Box(String text, Fate fate, int parent, int depth, int row, double left, double width) {
    double right() {
      return left + width;
    }
  }

  private static final double CHARACTER = 7.9; // pixels, of the page's monospaced font at 13 px
  private static final double PADDING = 16;
  static final double BETWEEN = 26; // pixels between two depths

  private final List<String> texts = new ArrayList<>();
  private final List<Fate> fates = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<List<Integer>> children = new ArrayList<>();
  private final int[] depths;
  private final int[] rows;

  private TreeLayout(TreeExample tree) {
    int last = 0; // of the accepted path
    for (TreeNode node : tree.nodes()) {
      last = node.accepted() ? texts.size() : last;
      add(node.text(), node.accepted() ? Fate.ACCEPTED : Fate.REJECTED, node.parent());
    }
    add(tree.bonus(), Fate.BONUS, last);
    depths = new int[texts.size()];
    rows = new int[texts.size()];
    place();
  }

  /// The boxes, in the order of the nodes, then the bonus token.
  static List<Box> of(TreeExample tree) {
    return new TreeLayout(tree).boxes();
  }

  private void add(String text, Fate fate, int parent) {
    int index = texts.size();
    texts.add(VisibleText.brief(text));
    fates.add(fate);
    parents.add(parent);
    children.add(new ArrayList<>());
    if (parent >= 0) {
      List<Integer> siblings = children.get(parent);
      siblings.add(fate == Fate.REJECTED ? siblings.size() : 0, index);
    }
  }

  private void place() {
    Deque<Integer> ahead = new ArrayDeque<>();
    ahead.push(0);
    int nextRow = 1;
    while (!ahead.isEmpty()) {
      int node = ahead.pop();
      int parent = parents.get(node);
      if (parent >= 0) {
        depths[node] = depths[parent] + 1;
        boolean first = children.get(parent).getFirst() == node;
        rows[node] = first ? rows[parent] : nextRow++;
      }
      for (int child : children.get(node).reversed()) {
        ahead.push(child);
      }
    }
  }

  private List<Box> boxes() {
    int deepest = 0;
    for (int depth : depths) {
      deepest = Math.max(deepest, depth);
    }
    double[] widths = new double[deepest + 1];
    for (int node = 0; node < depths.length; node++) {
      widths[depths[node]] = Math.max(widths[depths[node]], width(texts.get(node)));
    }
    double[] lefts = new double[deepest + 1];
    for (int depth = 1; depth <= deepest; depth++) {
      lefts[depth] = lefts[depth - 1] + widths[depth - 1] + BETWEEN;
    }
    List<Box> boxes = new ArrayList<>();
    for (int node = 0; node < depths.length; node++) {
      boxes.add(
          new Box(
              texts.get(node),
              fates.get(node),
              parents.get(node),
              depths[node],
              rows[node],
              lefts[depths[node]],
              width(texts.get(node))));
    }
    return boxes;
  }

  private static double width(String text) {
    return PADDING + CHARACTER * VisibleText.columns(text);
  }
}
