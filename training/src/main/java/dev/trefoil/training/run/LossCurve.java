package dev.trefoil.training.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run's loss over its tokens as an SVG picture: training loss smoothed, validation loss marked.
///
/// Follows the reader's light or dark colour scheme; needs no script and no font file.
public final class LossCurve {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int RIGHT = 20;
  private static final int TOP = 44;
  private static final int BOTTOM = 56;
  private static final int POINTS = 600;
  private static final String STYLE =
      """
      <style>
        svg { background: #ffffff; font: 13px system-ui, sans-serif; }
        .ink { fill: #1f2328; } .soft { fill: #59636e; }
        .grid { stroke: #d1d9e0; stroke-width: 1; } .axis { stroke: #59636e; stroke-width: 1; }
        .train { fill: none; stroke: #8ab4e8; stroke-width: 1.5; }
        .valid { fill: none; stroke: #b3541e; stroke-width: 2; } .dot { fill: #b3541e; }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117; } .ink { fill: #e6edf3; } .soft { fill: #9198a1; }
          .grid { stroke: #2a313c; } .axis { stroke: #9198a1; }
          .train { stroke: #3f6fa8; } .valid { stroke: #f0a36b; } .dot { fill: #f0a36b; }
        }
      </style>
      """;

  private final String title;
  private final List<double[]> train; // [tokens, loss]
  private final List<double[]> valid; // [tokens, loss]
  private double maxTokens = 1;
  private double minLoss = Double.MAX_VALUE;
  private double maxLoss;
  private final StringBuilder svg = new StringBuilder();

  private LossCurve(String title, List<LogLine> log) {
    this.title = title;
    this.train = smoothed(log.stream().filter(line -> !line.isValidation()).toList());
    this.valid =
        log.stream()
            .filter(LogLine::isValidation)
            .map(line -> new double[] {line.tokens(), line.loss()})
            .toList();
    for (List<double[]> points : List.of(train, valid)) {
      for (double[] point : points) {
        maxTokens = Math.max(maxTokens, point[0]);
        minLoss = Math.min(minLoss, point[1]);
        maxLoss = Math.max(maxLoss, point[1]);
      }
    }
    if (train.isEmpty() && valid.isEmpty()) {
      minLoss = 0;
      maxLoss = 1;
    }
    double step = lossStep();
    minLoss = Math.floor(minLoss / step) * step;
    maxLoss = Math.max(minLoss + step, Math.ceil(maxLoss / step) * step);
  }

  /// The picture of a log; a log without lines gives empty axes.
  public static String svg(String title, List<LogLine> log) {
    return new LossCurve(title, log).draw();
  }

  /// Means of neighbouring steps, so that at most [#POINTS] points are left.
  private static List<double[]> smoothed(List<LogLine> lines) {
    List<double[]> points = new ArrayList<>();
    int width = Math.max(1, (lines.size() + POINTS - 1) / POINTS);
    for (int from = 0; from < lines.size(); from += width) {
      List<LogLine> group = lines.subList(from, Math.min(lines.size(), from + width));
      double loss = group.stream().mapToDouble(LogLine::loss).average().orElseThrow();
      points.add(new double[] {group.getLast().tokens(), loss});
    }
    return points;
  }

  private double lossStep() {
    double range = maxLoss - Math.min(minLoss, maxLoss);
    for (double step : new double[] {0.1, 0.2, 0.5, 1}) {
      if (range / step <= 9) {
        return step;
      }
    }
    return 2;
  }

  private String draw() {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"",
        WIDTH, HEIGHT);
    line("  aria-label=\"%s\">", escaped(title));
    svg.append(STYLE);
    line(
        "<text class=\"ink\" x=\"%d\" y=\"22\" font-weight=\"600\">%s</text>",
        LEFT, escaped(title));
    lossAxis();
    tokenAxis();
    polyline("train", train);
    polyline("valid", valid);
    for (double[] point : valid) {
      line("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", x(point[0]), y(point[1]));
    }
    legend();
    line("</svg>");
    return svg.toString();
  }

  private void lossAxis() {
    double step = lossStep();
    for (double loss = minLoss; loss <= maxLoss + step / 2; loss += step) {
      double y = y(loss);
      line(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      line(
          "<text class=\"soft\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
          LEFT - 8, y + 4, loss);
    }
    int middle = (TOP + HEIGHT - BOTTOM) / 2;
    line(
        "<text class=\"ink\" x=\"18\" y=\"%d\" text-anchor=\"middle\""
            + " transform=\"rotate(-90 18 %d)\">loss (nats per token)</text>",
        middle, middle);
  }

  private void tokenAxis() {
    int base = HEIGHT - BOTTOM;
    line(
        "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
        LEFT, WIDTH - RIGHT, base, base);
    double scale = maxTokens >= 1e6 ? 1e6 : maxTokens >= 1e3 ? 1e3 : 1;
    String unit =
        maxTokens >= 1e6 ? "million tokens" : maxTokens >= 1e3 ? "thousand tokens" : "tokens";
    for (int i = 0; i <= 5; i++) {
      double tokens = maxTokens * i / 5;
      line(
          "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>",
          x(tokens), base + 18, tokens / scale);
    }
    line(
        "<text class=\"ink\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, base + 42, unit);
  }

  private void legend() {
    int x = WIDTH - RIGHT - 200;
    line("<path class=\"train\" d=\"M%d 18h22\"/>", x);
    line("<text class=\"soft\" x=\"%d\" y=\"22\">training</text>", x + 28);
    line("<path class=\"valid\" d=\"M%d 18h22\"/>", x + 100);
    line("<text class=\"soft\" x=\"%d\" y=\"22\">validation</text>", x + 128);
  }

  private void polyline(String style, List<double[]> points) {
    if (points.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0]), y(point[1])));
    }
    line("<polyline class=\"%s\" points=\"%s\"/>", style, path.toString().strip());
  }

  private double x(double tokens) {
    return LEFT + tokens / maxTokens * (WIDTH - LEFT - RIGHT);
  }

  private double y(double loss) {
    return HEIGHT - BOTTOM - (loss - minLoss) / (maxLoss - minLoss) * (HEIGHT - BOTTOM - TOP);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library not used here
  private void line(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
