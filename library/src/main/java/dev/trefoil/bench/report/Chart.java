package dev.trefoil.bench.report;

import java.util.Locale;

/// An SVG picture as wide as the page allows, with text that keeps its size: across, positions are
/// shares of the plot's width; down, they are pixels. What stands left or right of the plot (names,
/// values) is drawn into the margins.
final class Chart {
  private final Markup svg = new Markup();

  /// Opens a picture.
  ///
  /// @param id unique on the page
  /// @param title what it is; `description` says what it shows
  /// @param height of the plot in pixels
  /// @param margins CSS custom properties `--top`, `--right`, `--bottom`, `--left` in pixels
  Chart(String id, String title, String description, double height, String margins) {
    svg.open(
        "svg",
        "role",
        "img",
        "class",
        "chart",
        "style",
        "--plot:" + px(height) + "px;" + margins,
        "aria-labelledby",
        id + "-title " + id + "-desc");
    svg.element("title", title, "id", id + "-title");
    svg.element("desc", description, "id", id + "-desc").line();
  }

  static String margins(int top, int right, int bottom, int left) {
    return "--top:"
        + top
        + "px;--right:"
        + right
        + "px;--bottom:"
        + bottom
        + "px;--left:"
        + left
        + "px";
  }

  /// A margin that holds names of at most so many characters.
  static int marginFor(int characters) {
    return 14 + (int) Math.ceil(characters * 7.8);
  }

  Chart bar(String kind, double from, double to, double top, double height) {
    svg.leaf(
        "rect",
        "class",
        kind,
        "x",
        share(from),
        "width",
        share(Math.max(0, to - from)),
        "y",
        px(top),
        "height",
        px(height));
    return this;
  }

  Chart line(String kind, double x1, double y1, double x2, double y2) {
    svg.leaf("line", "class", kind, "x1", share(x1), "y1", px(y1), "x2", share(x2), "y2", px(y2));
    return this;
  }

  Chart dot(String kind, double x, double y, double radius) {
    svg.leaf("circle", "class", kind, "cx", share(x), "cy", px(y), "r", px(radius));
    return this;
  }

  /// A line through points; `x` are shares of the width, `y` shares of `height` from its top.
  Chart curve(String kind, double height, double[] x, double[] y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(i == 0 ? "" : " ").append(px(x[i] * 1000)).append(',').append(px(y[i] * 1000));
    }
    svg.open(
            "svg",
            "class",
            "curve",
            "width",
            "100%",
            "height",
            px(height),
            "viewBox",
            "0 0 1000 1000",
            "preserveAspectRatio",
            "none")
        .leaf("polyline", "class", kind, "points", points.toString())
        .close();
    return this;
  }

  /// Text beside a position: `dx` pixels to the right of it, the base line at `y`.
  Chart text(String kind, double x, double dx, double y, String text) {
    svg.element("text", text, "class", kind, "x", share(x), "dx", px(dx), "y", px(y));
    return this;
  }

  /// Text that reads upwards, for columns that are too narrow for their name.
  Chart upright(String kind, double x, double y, String text) {
    svg.open("svg", "class", "curve", "x", share(x), "y", px(y))
        .element("text", text, "class", kind, "transform", "rotate(-90)")
        .close();
    return this;
  }

  Markup finish() {
    return svg.close();
  }

  private static String share(double value) {
    return px(value * 100) + "%";
  }

  /// A coordinate with as few digits as a screen can show.
  private static String px(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
