package dev.trefoil.bench.report;

import dev.trefoil.bench.report.TreeLayout.Box;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.TreeExample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One step drawn: what was drafted, what of it the target accepted, and the token it added.
final class TreeFigure {
  private static final double ROW = 32; // pixels
  private static final double BOX = 24;

  private TreeFigure() {}

  static Optional<Figure> of(BenchReport report, String id) {
    TreeExample tree = report.tree();
    if (tree == null) {
      return Optional.empty();
    }
    List<Box> boxes = TreeLayout.of(tree);
    return Optional.of(
        new Figure(
            "tree",
            true,
            "One step of " + tree.method(),
            summary(tree),
            picture(tree, boxes, id),
            table(boxes)));
  }

  private static String summary(TreeExample tree) {
    long drafted = tree.nodes().size() - 1L;
    long accepted = tree.nodes().stream().filter(node -> node.accepted()).count() - 1;
    return "Question %d, step %d: %s drafted, %s accepted, and one more that the target adds. One pass checked them all."
        .formatted(
            tree.questionId(),
            tree.step() + 1,
            Numbers.plural(drafted, "token"),
            Numbers.count(accepted));
  }

  private static Markup picture(TreeExample tree, List<Box> boxes, String id) {
    double width = boxes.stream().mapToDouble(Box::right).max().orElse(0) + 2;
    int rows = boxes.stream().mapToInt(Box::row).max().orElse(0) + 1;
    String title = id + "-tree-title";
    String description = id + "-tree-desc";
    Markup picture = new Markup();
    picture.open("p", "class", "key");
    picture.element("span", "accepted", "class", "accepted").text(" ");
    picture.element("span", "added by the target", "class", "bonus").text(" ");
    picture.element("span", "rejected", "class", "rejected").close().line();
    if (!tree.context().isBlank()) {
      picture.open("p", "class", "context").text("… " + tree.context().strip()).close().line();
    }
    picture.open("div", "class", "scroll", "tabindex", "0", "role", "group");
    picture.open(
        "svg",
        "role",
        "img",
        "class",
        "tokens",
        "width",
        px(width),
        "height",
        px(rows * ROW),
        "viewBox",
        "0 0 " + px(width) + " " + px(rows * ROW),
        "aria-labelledby",
        title + " " + description);
    picture.element("title", "A token tree of " + tree.method(), "id", title);
    picture.element("desc", summary(tree), "id", description).line();
    for (Box box : boxes) {
      if (box.parent() >= 0) {
        edge(picture, boxes.get(box.parent()), box);
      }
    }
    boxes.forEach(box -> node(picture, box));
    return picture.close().close();
  }

  /// From the right side of the parent, down its own channel, to the left side of the child.
  private static void edge(Markup picture, Box parent, Box child) {
    double x = parent.right();
    double y = middle(parent);
    String path;
    if (parent.row() == child.row()) {
      path = "M" + px(x) + " " + px(y) + "H" + px(child.left());
    } else {
      double turn = child.left() - TreeLayout.BETWEEN / 2;
      double corner = 6;
      path =
          "M%s %sH%sQ%s %s %s %sV%sQ%s %s %s %sH%s"
              .formatted(
                  px(x),
                  px(y),
                  px(turn - corner),
                  px(turn),
                  px(y),
                  px(turn),
                  px(y + corner),
                  px(middle(child) - corner),
                  px(turn),
                  px(middle(child)),
                  px(turn + corner),
                  px(middle(child)),
                  px(child.left()));
    }
    picture.leaf("path", "class", "edge " + kind(child), "d", path);
  }

  private static void node(Markup picture, Box box) {
    double top = middle(box) - BOX / 2;
    picture.leaf(
        "rect",
        "class",
        "node " + kind(box),
        "x",
        px(box.left() + 1),
        "y",
        px(top),
        "width",
        px(box.width() - 1),
        "height",
        px(BOX),
        "rx",
        "5");
    picture
        .element(
            "text",
            box.text(),
            "class",
            "token " + kind(box),
            "x",
            px(box.left() + box.width() / 2),
            "y",
            px(middle(box) + 4.5))
        .line();
  }

  private static DataTable table(List<Box> boxes) {
    DataTable table =
        new DataTable("Nodes of the tree", "node", "token", "parent", "depth", "fate");
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      table.row(
          Integer.toString(i),
          box.text(),
          box.parent() < 0 ? Numbers.NONE : Integer.toString(box.parent()),
          Integer.toString(box.depth()),
          i == 0 ? "root" : kind(box));
    }
    return table;
  }

  private static String kind(Box box) {
    return switch (box.fate()) {
      case ACCEPTED -> "accepted";
      case REJECTED -> "rejected";
      case BONUS -> "bonus";
    };
  }

  private static double middle(Box box) {
    return box.row() * ROW + ROW / 2;
  }

  private static String px(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
