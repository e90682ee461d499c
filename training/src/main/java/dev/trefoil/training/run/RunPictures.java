package dev.trefoil.training.run;

import java.nio.file.Path;
import java.util.List;

/// The pictures of a run, drawn anew as it goes: `loss.svg`, and `index.html`, a page that reloads
/// itself. Owned by the training thread.
final class RunPictures {
  private static final long NANOS_BETWEEN = 10_000_000_000L;

  private final Path directory;
  private long drawnNanos;
  private boolean drawn;

  RunPictures(Path directory) {
    this.directory = directory;
  }

  /// Draws at once when told so, else when the last pictures are ten seconds old.
  void draw(List<LogLine> log, RatePlan plan, boolean now) {
    long nanos = System.nanoTime();
    if (!now && drawn && nanos - drawnNanos < NANOS_BETWEEN) {
      return;
    }
    drawn = true;
    drawnNanos = nanos;
    String title = "Loss of " + directory.toAbsolutePath().normalize().getFileName();
    String svg = LossCurve.svg(title, log);
    TextFiles.write(directory.resolve("loss.svg"), svg);
    TextFiles.write(directory.resolve("index.html"), RunPage.html(title, svg, log, plan));
  }
}
