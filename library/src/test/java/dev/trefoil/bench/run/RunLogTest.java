package dev.trefoil.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import dev.trefoil.bench.specbench.BenchFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  @TempDir Path folder;

  private static PairRun pair(int question) {
    TreeExample tree =
        new TreeExample(
            "pld",
            question,
            3,
            "so \"it\"\n",
            List.of(new TreeNode("a", -1, true), new TreeNode("\u00e4\ud83c\udf40", 0, false)),
            "!");
    Run run = Pairs.run(20, 2, 5, 6, 7);
    return Pairs.pair(
        question, "pld", 0, Pairs.run(40, 1, 5, 6, 7), new Run(run.turns(), true, tree));
  }

  /// A disk with room for so many bytes.
  private static final class FullDisk implements WritableByteChannel {
    private final WritableByteChannel disk;
    private int room;

    FullDisk(WritableByteChannel disk, int room) {
      this.disk = disk;
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      ByteBuffer part = bytes.slice(bytes.position(), Math.min(room, bytes.remaining()));
      int written = disk.write(part);
      bytes.position(bytes.position() + written);
      room -= written;
      return written;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void pairsAreReadAsTheyWereWritten() {
    Path file = folder.resolve("runs.jsonl");
    try (RunLog log = RunLog.open(file)) {
      log.add(pair(1));
      log.add(pair(2));
    }
    try (RunLog log = RunLog.open(file)) {
      assertThat(log.pairs()).containsExactly(pair(1), pair(2));
    }
  }

  @Test
  void aPairIsInTheFileBeforeTheNextOneBegins() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    try (RunLog log = RunLog.open(file)) {
      log.add(pair(1));
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  @Test
  void aFullDiskKeepsWhatWasFinishedAndSaysSo() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    try (RunLog log = RunLog.open(file)) {
      log.add(pair(1));
    }
    long one = Files.size(file);
    try (RunLog log =
        RunLog.open(file, disk -> new FullDisk(disk, Math.toIntExact(one + one / 2)))) {
      log.add(pair(2));
      assertThatThrownBy(() -> log.add(pair(3)))
          .isInstanceOf(BenchFileException.class)
          .hasMessageContainingAll(
              "runs.jsonl", "No space left on device", "the 2 pairs", "same command again");
    }
    assertThat(Files.size(file)).isEqualTo(2 * one);
    try (RunLog log = RunLog.open(file)) {
      assertThat(log.pairs()).containsExactly(pair(1), pair(2));
      log.add(pair(3));
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void halfALineAtTheEndIsDropped() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    try (RunLog log = RunLog.open(file)) {
      log.add(pair(1));
    }
    Files.writeString(file, "{\"question_id\": 2, \"ca", StandardOpenOption.APPEND);
    try (RunLog log = RunLog.open(file)) {
      assertThat(log.pairs()).containsExactly(pair(1));
      log.add(pair(2));
      assertThat(log.pairs()).hasSize(2);
    }
    try (RunLog log = RunLog.open(file)) {
      assertThat(log.pairs()).containsExactly(pair(1), pair(2));
    }
  }

  @Test
  void aBadLineInTheMiddleIsNamed() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    Files.writeString(file, "{\"question_id\": 2}\n");
    assertThatThrownBy(() -> RunLog.open(file))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll("runs.jsonl: line 1", "--restart");
  }

  @Test
  void oneRunAtATime() {
    Path file = folder.resolve("runs.jsonl");
    try (RunLog log = RunLog.open(file)) {
      assertThat(log.pairs()).isEmpty();
      assertThatThrownBy(() -> RunLog.open(file)).hasMessageContaining("another run");
    }
  }
}
