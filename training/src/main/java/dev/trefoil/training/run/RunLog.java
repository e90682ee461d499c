package dev.trefoil.training.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The log of a run, one JSON object per line. Continuing from a checkpoint drops the lines after
/// it, so the file reads as if the run had never stopped. Owned by the training thread.
public final class RunLog implements AutoCloseable {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private final Path file;
  private final List<LogLine> lines;
  private final BufferedWriter writer;

  /// Opens the log and keeps its lines up to `step`.
  public RunLog(Path file, long step) {
    this.file = file;
    this.lines = new ArrayList<>();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      for (LogLine line : read(file)) {
        if (line.step() <= step && step > 0) {
          lines.add(line);
        }
      }
      StringBuilder kept = new StringBuilder();
      lines.forEach(line -> kept.append(MAPPER.writeValueAsString(line)).append('\n'));
      TextFiles.write(file, kept.toString());
      this.writer =
          Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /// Adds one line; it reaches the operating system at once.
  public void add(LogLine line) {
    lines.add(line);
    try {
      writer.write(MAPPER.writeValueAsString(line));
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /// All lines so far.
  public List<LogLine> lines() {
    return List.copyOf(lines);
  }

  /// The lines of a log file; a line that was cut off by a crash is left out.
  public static List<LogLine> read(Path file) {
    List<LogLine> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return lines;
    }
    try {
      for (String text : Files.readAllLines(file)) {
        try {
          lines.add(MAPPER.readValue(text, LogLine.class));
        } catch (JacksonException e) {
          break; // a crash in the middle of a write
        }
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
    return lines;
  }

  private static TrainingException failure(Path file, IOException e) {
    return new TrainingException(
        file + ": cannot be written or read: " + e.getMessage() + "; free space or change --out",
        e);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }
}
