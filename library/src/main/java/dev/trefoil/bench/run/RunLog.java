package dev.trefoil.bench.run;

import dev.trefoil.bench.specbench.BenchFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Pairs in a file, one JSON object per line, each handed to the operating system before the next
/// pair begins. A file that was cut off in a line is mended when it is opened. Locked against other
/// processes as long as it is open.
public final class RunLog implements RunStore, AutoCloseable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private final Path file;
  private final FileChannel channel;
  private final WritableByteChannel sink;
  private final List<PairRun> pairs = new ArrayList<>();
  private long goodBytes;

  private RunLog(Path file, FileChannel channel, WritableByteChannel sink) {
    this.file = file;
    this.channel = channel;
    this.sink = sink;
  }

  /// Opens or makes a log; its directory must exist.
  ///
  /// @throws BenchFileException when it cannot be opened, another process has it open, or a line
  ///   before the last is no pair
  public static RunLog open(Path file) {
    return open(file, channel -> channel);
  }

  /// @param wrapping what lines are written to, around the file
  static RunLog open(Path file, UnaryOperator<WritableByteChannel> wrapping) {
    @Nullable FileChannel channel = null;
    boolean opened = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      requireAlone(file, channel);
      RunLog log = new RunLog(file, channel, wrapping.apply(channel));
      log.read();
      opened = true;
      return log;
    } catch (IOException e) {
      throw new BenchFileException(
          "%s: cannot be opened: %s; choose another --out".formatted(file, e.getMessage()), e);
    } finally {
      if (!opened && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private static void requireAlone(Path file, FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null; // freed with the channel
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new BenchFileException(
          file + ": another run is writing here; wait for it or choose another --out");
    }
  }

  private void read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    int count = 0;
    while (bytes.hasRemaining() && count >= 0) {
      count = channel.read(bytes, bytes.position());
    }
    byte[] all = bytes.array();
    int start = 0;
    int number = 0;
    for (int end = 0; end < all.length; end++) {
      if (all[end] == '\n') {
        number++;
        pairs.add(pair(new String(all, start, end - start, StandardCharsets.UTF_8), number));
        start = end + 1;
      }
    }
    goodBytes = start;
    channel.truncate(start); // a line that a dying process did not finish
    channel.position(start);
  }

  private PairRun pair(String line, int number) {
    try {
      return MAPPER.readValue(line, PairRun.class);
    } catch (JacksonException e) {
      throw new BenchFileException(
          "%s: line %d is not a pair of runs; take the line out, or start anew with --restart"
              .formatted(file, number),
          e);
    }
  }

  @Override
  public List<PairRun> pairs() {
    return List.copyOf(pairs);
  }

  @Override
  public void add(PairRun pair) {
    ByteBuffer line = StandardCharsets.UTF_8.encode(MAPPER.writeValueAsString(pair) + "\n");
    int length = line.remaining();
    try {
      while (line.hasRemaining()) {
        sink.write(line);
      }
    } catch (IOException e) {
      throw notWritten(e);
    }
    goodBytes += length;
    pairs.add(pair);
  }

  private BenchFileException notWritten(IOException cause) {
    try {
      channel.truncate(goodBytes);
      channel.position(goodBytes);
    } catch (IOException again) {
      cause.addSuppressed(again); // the next opening mends the file
    }
    return new BenchFileException(
        "%s: cannot be written: %s; the %d pairs of runs before this one are kept: free space, then give the same command again to continue"
            .formatted(file, cause.getMessage(), pairs.size()),
        cause);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(RunLog.class.getName())
          .log(System.Logger.Level.DEBUG, "run log not closed", e);
    }
  }
}
