package dev.trefoil.cli;

import dev.trefoil.bench.result.BenchReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads the `report.json` of `trefoil bench`.
final class BenchReportFile {
  private BenchReportFile() {}

  /// The report; failures name the file and what is wrong with it.
  static BenchReport read(Path file) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(
          file + ": no such file; give the report.json that 'trefoil bench' wrote", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
    @Nullable BenchReport report;
    try {
      report = Json.read(content, BenchReport.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + ": is no bench report: " + reason(e) + "; give a report.json of 'trefoil bench'",
          e);
    }
    if (report == null) { // the file says null
      throw new IllegalArgumentException(
          file + ": is no bench report: it is null; give a report.json of 'trefoil bench'");
    }
    return report;
  }

  /// The record's own words where a record refused its values, else the place in the file too.
  private static String reason(JacksonException failure) {
    if (failure.getCause() instanceof IllegalArgumentException refusal
        && refusal.getMessage() != null) {
      return refusal.getMessage();
    }
    return failure.getOriginalMessage() + place(failure);
  }

  private static String place(JacksonException failure) {
    return failure.getLocation() == null || failure.getLocation().getLineNr() < 0
        ? ""
        : " (line %d, column %d)"
            .formatted(failure.getLocation().getLineNr(), failure.getLocation().getColumnNr());
  }
}
