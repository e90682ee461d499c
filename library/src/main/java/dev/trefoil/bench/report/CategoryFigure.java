package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.CategoryResult;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Speed-up of each method in each category: a heat map around 1.
final class CategoryFigure {
  private static final double ROW = 34; // pixels
  private static final double GAP = 2;
  private static final int LONGEST_NAME = 20;

  private final List<MethodResult> methods;
  private final List<String> categories;

  private CategoryFigure(List<MethodResult> methods, Set<String> categories) {
    this.methods = methods;
    this.categories = List.copyOf(categories);
  }

  static Optional<Figure> of(BenchReport report, String id) {
    List<MethodResult> methods = Methods.ranked(report);
    Set<String> categories = new LinkedHashSet<>();
    methods.forEach(method -> categories.addAll(method.perCategory().keySet()));
    if (categories.isEmpty()) {
      return Optional.empty();
    }
    CategoryFigure figure = new CategoryFigure(methods, categories);
    return Optional.of(
        new Figure(
            "categories",
            true,
            "Speed-up by kind of question",
            "Teal is faster than plain decoding, brown is slower, grey is within 3 % of it.",
            figure.picture(id),
            figure.table()));
  }

  private Markup picture(String id) {
    int left = Methods.margin(methods);
    int narrowest = left + categories.size() * 35;
    Chart chart =
        new Chart(
            id + "-categories",
            "Speed-up by method and category",
            "A grid of speed-ups, methods down and categories across; the same numbers are in the"
                + " table below.",
            methods.size() * ROW,
            "--right:0px;--left:" // the style sheet sets the top: names lie or stand there
                + left
                + "px;--names:"
                + Chart.marginFor(longestName())
                + "px;min-width:"
                + narrowest
                + "px");
    double width = 1.0 / categories.size();
    for (int c = 0; c < categories.size(); c++) {
      String name = name(categories.get(c));
      chart.text("axis middle across", (c + 0.5) * width, 0, -8, name);
      chart.upright("axis upright", (c + 0.5) * width, -6, name);
    }
    for (int m = 0; m < methods.size(); m++) {
      MethodResult method = methods.get(m);
      chart.text("name end", 0, -10, m * ROW + ROW / 2 + 4.5, Methods.label(method));
      for (int c = 0; c < categories.size(); c++) {
        cell(chart, speedup(method, categories.get(c)), c * width, (c + 1) * width, m * ROW);
      }
    }
    Markup picture = new Markup();
    picture.open("div", "class", "scroll", "tabindex", "0", "role", "group");
    return picture.add(chart.finish()).close();
  }

  private static void cell(Chart chart, double speedup, double from, double to, double top) {
    String tone = "tone" + DivergingTone.of(speedup);
    chart.bar("cell " + tone, from, to, top, ROW - GAP);
    chart.text(
        "cell-value middle " + tone,
        (from + to) / 2,
        0,
        top + (ROW - GAP) / 2 + 4.5,
        Numbers.decimal(speedup, 2));
  }

  private DataTable table() {
    List<String> columns = new ArrayList<>();
    columns.add("method");
    categories.forEach(category -> columns.add(name(category)));
    DataTable table = new DataTable("Speed-up by category", columns.toArray(String[]::new));
    for (MethodResult method : methods) {
      List<DataTable.Cell> cells = new ArrayList<>();
      cells.add(DataTable.Cell.of(Methods.label(method)));
      for (String category : categories) {
        @Nullable CategoryResult result = method.perCategory().get(category);
        Interval interval = result == null ? Interval.unknown() : result.speedupInterval();
        List<String> range = interval.known() ? List.of(Numbers.interval(interval)) : List.of();
        cells.add(
            new DataTable.Cell(Numbers.decimal(speedup(method, category), 2), "ranged", range));
      }
      table.row("", cells);
    }
    return table;
  }

  private static double speedup(MethodResult method, String category) {
    @Nullable CategoryResult result = method.perCategory().get(category);
    return result == null ? Double.NaN : result.speedup();
  }

  private int longestName() {
    return categories.stream().mapToInt(category -> name(category).length()).max().orElse(0);
  }

  private static String name(String category) {
    return VisibleText.shorten(category.replace('_', ' '), LONGEST_NAME);
  }
}
