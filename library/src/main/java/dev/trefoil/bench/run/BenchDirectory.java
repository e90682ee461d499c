package dev.trefoil.bench.run;

import dev.trefoil.bench.specbench.AnswerFile;
import dev.trefoil.bench.specbench.AnswerLine;
import dev.trefoil.bench.specbench.BenchFileException;
import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The directory of a bench run: `bench.json` says to which settings the runs belong, `runs.jsonl`
/// holds them, `answers/` and the reports are made from them. One process at a time.
public final class BenchDirectory implements AutoCloseable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private final Path directory;
  private final RunLog runs;

  private BenchDirectory(Path directory, RunLog runs) {
    this.directory = directory;
    this.runs = runs;
  }

  /// Makes the directory, or continues in it.
  ///
  /// @param restart forget the runs that are there
  /// @throws BenchFileException when it holds runs of other settings; the message names these
  public static BenchDirectory open(Path directory, BenchIdentity identity, boolean restart) {
    Path settings = directory.resolve("bench.json");
    Path log = directory.resolve("runs.jsonl");
    try {
      Files.createDirectories(directory);
      if (restart) {
        Files.deleteIfExists(log);
        Files.deleteIfExists(settings);
      }
    } catch (IOException e) {
      throw new BenchFileException(
          "%s: cannot be used: %s; choose another --out".formatted(directory, e.getMessage()), e);
    }
    if (Files.exists(settings)) {
      BenchIdentity recorded = read(settings);
      requireSame(directory, identity, recorded);
      write(settings, MAPPER.writeValueAsString(identity.with(recorded)));
    } else if (Files.exists(log)) {
      throw new BenchFileException(
          directory
              + ": holds runs.jsonl without the bench.json that says what was run; choose another --out, or start anew with --restart");
    } else {
      write(settings, MAPPER.writeValueAsString(identity));
    }
    return new BenchDirectory(directory, RunLog.open(log));
  }

  private static void requireSame(Path directory, BenchIdentity now, BenchIdentity recorded) {
    List<String> differences = now.differencesFrom(recorded);
    if (!differences.isEmpty()) {
      throw new BenchFileException(
          "%s: holds runs with other settings (%s); give those settings to continue, choose another --out, or start anew with --restart"
              .formatted(directory, String.join("; ", differences)));
    }
  }

  private static BenchIdentity read(Path settings) {
    try {
      return MAPPER.readValue(Files.readString(settings), BenchIdentity.class);
    } catch (IOException | JacksonException e) {
      throw new BenchFileException(
          settings + ": cannot be read; choose another --out, or start anew with --restart", e);
    }
  }

  /// The runs so far; what is added goes to the disk.
  public RunStore runs() {
    return runs;
  }

  /// Writes or replaces an answer file for each method: `answers/<model>-<method>.jsonl`.
  ///
  /// @param answers by method
  public void writeAnswers(String model, Map<String, List<AnswerLine>> answers) {
    Path folder = directory.resolve("answers");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BenchFileException(folder + ": cannot be made: " + e.getMessage(), e);
    }
    answers.forEach(
        (method, lines) ->
            AnswerFile.write(
                folder.resolve(fileName(model) + "-" + fileName(method) + ".jsonl"), lines));
  }

  /// Writes or replaces a file of the directory.
  public void write(String name, String content) {
    write(directory.resolve(name), content);
  }

  /// A name made fit for a file: everything but letters, digits, dot, dash becomes an underscore.
  public static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9.-]", "_");
  }

  private static void write(Path file, String content) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
    try {
      AtomicFile.write(
          file,
          channel -> {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          });
    } catch (CheckpointException e) {
      throw new BenchFileException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    runs.close();
  }
}
