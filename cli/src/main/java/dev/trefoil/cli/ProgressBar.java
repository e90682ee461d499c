package dev.trefoil.cli;

import dev.trefoil.bench.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// A line that redraws itself on a terminal and stays silent elsewhere: share done, rate, time
/// left.
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 24;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final String title;
  private final String unit;
  private final boolean visible;
  private final long start = System.nanoTime();
  private long lastDrawn;
  private boolean drawn;

  ProgressBar(PrintWriter err, String title, String unit) {
    this.err = err;
    this.title = title;
    this.unit = unit;
    this.visible = "terminal".equals(System.getProperty("trefoil.progress"));
  }

  @Override
  public void done(int done, int total) {
    update(done, total);
  }

  void update(long done, long total) {
    update(done, total, "");
  }

  /// @param note more about the rate, such as `120 tokens/s`, or empty
  void update(long done, long total, String note) {
    long now = System.nanoTime();
    if (!visible || (done < total && now - lastDrawn < REDRAW_NANOS && drawn)) {
      return;
    }
    lastDrawn = now;
    drawn = true;
    double share = total <= 0 ? 0 : Math.min(1, done / (double) total);
    int filled = (int) Math.round(share * WIDTH);
    double seconds = (now - start) * 1e-9;
    double rate = done / Math.max(seconds, 1e-9);
    err.print(
        String.format(
            Locale.ROOT,
            "\r%s [%s%s] %3.0f%%  %s of %s %s, %s%s left \u001b[K",
            title,
            "=".repeat(filled),
            " ".repeat(WIDTH - filled),
            100 * share,
            count(done),
            count(total),
            unit,
            note.isEmpty() ? "" : note + ", ",
            left(rate <= 0 ? 0 : (total - done) / rate)));
    err.flush();
  }

  private static String count(long n) {
    return n < 10_000_000 ? Long.toString(n) : String.format(Locale.ROOT, "%.1fM", n * 1e-6);
  }

  private static String left(double seconds) {
    Duration duration = Duration.ofSeconds(Math.round(seconds));
    return duration.toMinutes() > 0
        ? "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : duration.toSeconds() + " s";
  }

  @Override
  public void close() {
    clear();
  }

  /// Takes the line away so that something else can be printed.
  void clear() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }
}
