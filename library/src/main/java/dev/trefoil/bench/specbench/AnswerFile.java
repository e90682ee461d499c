package dev.trefoil.bench.specbench;

import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// Answer files in Spec-Bench's format, one JSON object per line.
public final class AnswerFile {
  private static final String EXPECTED =
      "an answer line has question_id and choices with turns, decoding_steps (or idxs), new_tokens"
          + " and wall_time";

  private AnswerFile() {}

  /// The lines of a file in its order, also those of the Clover, EAGLE and Medusa scripts (`idxs`,
  /// no category, `accept_lengths` absent or one list per turn).
  ///
  /// @throws BenchFileException when it cannot be read, is empty, or has malformed lines; the
  ///   message lists them by number
  public static List<AnswerLine> read(Path file) {
    JsonLines lines = new JsonLines(file);
    List<AnswerLine> answers =
        lines.read(AnswerJson::read).stream().map(JsonLines.Line::value).toList();
    lines.requireNoProblems(EXPECTED);
    if (answers.isEmpty()) {
      throw new BenchFileException(file + ": holds no answer; " + EXPECTED);
    }
    return answers;
  }

  /// Adds a line. Half a line at the end, left by a process that died while it wrote, is dropped
  /// first; a whole line that only lacks its line break gets one.
  ///
  /// @throws BenchFileException when the file cannot be written; its earlier lines stay as they are
  public static void append(Path file, AnswerLine line) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = endOfWholeLines(channel);
      byte[] tail = tail(channel, end);
      boolean whole = tail.length > 0 && JsonLines.isReadable(tail, AnswerJson::read);
      long start = whole ? channel.size() : end;
      channel.truncate(start);
      channel.position(start);
      try {
        writeAll(channel, (whole ? "\n" : "") + AnswerJson.write(line) + "\n");
      } catch (IOException e) {
        channel.truncate(start);
        throw e;
      }
    } catch (IOException e) {
      throw notWritten(file, JsonLines.reason(e), e);
    }
  }

  /// Replaces a file as a whole: sorted by question, of several lines for a question the last, as
  /// Spec-Bench leaves its files.
  ///
  /// @throws BenchFileException when it cannot be written; the old file is still there then
  public static void write(Path file, Collection<AnswerLine> lines) {
    TreeMap<Long, AnswerLine> sorted = new TreeMap<>();
    lines.forEach(line -> sorted.put(line.questionId(), line));
    try {
      AtomicFile.write(
          file,
          channel -> {
            for (AnswerLine line : sorted.values()) {
              writeAll(channel, AnswerJson.write(line) + "\n");
            }
          });
    } catch (CheckpointException e) {
      throw new BenchFileException(String.valueOf(e.getMessage()), e);
    }
  }

  private static long endOfWholeLines(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = channel.size();
    while (end > 0) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    return end;
  }

  private static byte[] tail(FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - from));
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, from + bytes.position());
    }
    return bytes.array();
  }

  private static void writeAll(WritableByteChannel channel, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static BenchFileException notWritten(Path file, String reason, IOException cause) {
    return new BenchFileException(
        "%s: cannot be written: %s; check that the directory exists, is writable and has space"
            .formatted(file, reason),
        cause);
  }
}
