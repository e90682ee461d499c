package dev.trefoil.cli;

import dev.trefoil.checkpoint.HubFile;
import dev.trefoil.checkpoint.PullListener;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A download as one bar over the bytes of all files, and a line for whatever happens on the way.
final class PullProgress implements PullListener {
  private final PrintWriter err;
  private final ProgressBar bar;
  private final Map<String, Long> arrived = new LinkedHashMap<>();
  private long total;

  PullProgress(PrintWriter err, ProgressBar bar) {
    this.err = err;
    this.bar = bar;
  }

  @Override
  public void started(List<HubFile> files, long totalBytes) {
    total = totalBytes;
    note("%d files, %.1f MB".formatted(files.size(), totalBytes * 1e-6));
  }

  @Override
  public void progress(String file, long fileBytes, long fileTotal) {
    arrived.put(file, fileBytes);
    bar.update(arrived.values().stream().mapToLong(Long::longValue).sum(), total);
  }

  @Override
  public void retrying(String file, int attempt, String reason) {
    note("%s: %s; attempt %d".formatted(file, reason, attempt));
  }

  @Override
  public void finished(String file, boolean alreadyThere) {
    note(file + (alreadyThere ? " (was there)" : ""));
  }

  private void note(String line) {
    bar.clear();
    err.println(line);
    err.flush();
  }
}
