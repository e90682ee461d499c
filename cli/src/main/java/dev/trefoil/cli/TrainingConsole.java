package dev.trefoil.cli;

import dev.trefoil.training.run.LogLine;
import dev.trefoil.training.run.RatePlan;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows a training run: one moving line on a terminal, plain lines elsewhere.
final class TrainingConsole implements TrainingListener {
  private static final double SMOOTHING = 0.95;

  private final PrintWriter out;
  private final boolean terminal;
  private final int every;
  private double loss;
  private double tokensPerSecond;
  private double weight;
  private double firstProgress = -1;
  private double firstSeconds;

  TrainingConsole(PrintWriter out, boolean terminal, int every) {
    this.out = out;
    this.terminal = terminal;
    this.every = Math.max(1, every);
  }

  @Override
  public void notice(String text) {
    line(text);
  }

  @Override
  public void logged(LogLine line, RatePlan plan) {
    if (line.isValidation()) {
      line(validationLine(line));
      return;
    }
    loss = mean(loss, line.loss());
    tokensPerSecond = mean(tokensPerSecond, number(line.tokensPerSecond()));
    weight = SMOOTHING * weight + 1 - SMOOTHING;
    double progress = plan.progress(line.step(), line.seconds());
    if (firstProgress < 0) {
      firstProgress = progress;
      firstSeconds = line.seconds();
    }
    if (line.step() % every == 0) {
      progress(progressLine(line, plan, progress));
    }
  }

  private static String validationLine(LogLine line) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "step %,d  validation loss %.4f", line.step(), line.loss()));
    if (line.perplexity() != null) {
      text.append(String.format(Locale.ROOT, "  perplexity %.2f", line.perplexity()));
    }
    Map<String, Double> values = line.values() == null ? Map.of() : line.values();
    append(text, values, "accepted_length", "  accepted length", " %.3f", 1);
    append(text, values, "_top1", "  top-1", " %.1f%%", 100);
    return text.toString();
  }

  /// The values whose names end like that, of heads or exits one after the other.
  private static void append(
      StringBuilder text,
      Map<String, Double> values,
      String end,
      String title,
      String format,
      double factor) {
    String before = title;
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (value.getKey().endsWith(end)) {
        text.append(before).append(String.format(Locale.ROOT, format, factor * value.getValue()));
        before = "";
      }
    }
  }

  private String progressLine(LogLine line, RatePlan plan, double progress) {
    return String.format(
        Locale.ROOT,
        "step %,d of %,d  %.2f epochs  loss %.4f  rate %.2e  %,.0f tokens/s  ETA %s",
        line.step(),
        plan.endStep(),
        line.epoch(),
        loss / weight,
        number(line.rate()),
        tokensPerSecond / weight,
        eta(line.seconds(), progress));
  }

  private String eta(double seconds, double progress) {
    double done = progress - firstProgress;
    if (done <= 0) {
      return "?";
    }
    long left = Math.round((seconds - firstSeconds) / done * (1 - progress));
    return left >= 3600
        ? "%d h %02d min".formatted(left / 3600, left % 3600 / 60)
        : "%d min %02d s".formatted(left / 60, left % 60);
  }

  private static double mean(double old, double value) {
    return SMOOTHING * old + (1 - SMOOTHING) * value;
  }

  private static double number(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  @Override
  public void saved(Path checkpoint) {
    progress("saved " + checkpoint.getFileName());
  }

  void finished(RunResult result) {
    line(
        result.finished()
            ? "done: the result is in " + result.model()
            : "stopped at step %,d; continue with the same command and --resume"
                .formatted(result.state().step()));
  }

  private void progress(String text) {
    if (terminal) {
      out.print("\r" + text + "\u001b[K");
      out.flush();
    } else {
      line(text);
    }
  }

  private void line(String text) {
    if (terminal) {
      out.print("\r\u001b[K");
    }
    out.println(text);
    out.flush();
  }
}
