package dev.trefoil.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.run.CheckpointStore.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir private Path directory;
  private CheckpointStore store;
  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void open() {
    store = new CheckpointStore(directory.resolve("checkpoints"), 2);
  }

  private static TrainState state(long step, long bestStep) {
    return new TrainState(
        Map.of("data", "f"),
        step,
        10 * step,
        1.5,
        new DataPosition(1, 2, 32),
        RatePlan.of(1e-3, 1e-4, RateShape.COSINE, 5, 100, 0),
        3.25,
        null,
        2.0,
        bestStep);
  }

  private static SequencedMap<String, Part> parts(String content) {
    SequencedMap<String, Part> parts = new LinkedHashMap<>();
    parts.put("a.bin", file -> Files.writeString(file, content + " a"));
    parts.put("b.bin", file -> Files.writeString(file, content + " b"));
    return parts;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(directory.resolve("checkpoints"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewestComesBackWithItsState() throws IOException {
    store.save(state(5, -1), parts("five"));
    store.save(state(10, -1), parts("ten"));
    CheckpointStore.Stored stored = store.newest(notices::add).orElseThrow();
    assertThat(stored.state()).isEqualTo(state(10, -1));
    assertThat(Files.readString(stored.file("b.bin"))).isEqualTo("ten b");
    assertThat(notices).isEmpty();
  }

  @Test
  void twoAreKeptAndTheBest() throws IOException {
    store.save(state(5, 5), parts("x"));
    for (long step = 10; step <= 30; step += 5) {
      store.save(state(step, 5), parts("x"));
    }
    assertThat(names())
        .containsExactly("best", "step-0000000005", "step-0000000025", "step-0000000030");
    assertThat(store.best(notices::add).orElseThrow().state().step()).isEqualTo(5);
  }

  @Test
  void aCutOffOrDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
    store.save(state(5, -1), parts("five"));
    Path newest = store.save(state(10, -1), parts("ten"));
    Files.writeString(newest.resolve("a.bin"), "te");
    assertThat(store.newest(notices::add).orElseThrow().state().step()).isEqualTo(5);
    assertThat(notices.getFirst()).contains("a.bin").contains("2 bytes");

    Files.writeString(newest.resolve("a.bin"), "tEn a");
    assertThat(store.newest(notices::add).orElseThrow().state().step()).isEqualTo(5);
    assertThat(notices.get(1)).contains("checksum");

    Files.delete(newest.resolve("state.json"));
    assertThat(store.newest(notices::add).orElseThrow().state().step()).isEqualTo(5);
    assertThat(notices.get(2)).contains("incomplete");
  }

  @Test
  void whenNoneIsWholeThatIsAnError() throws IOException {
    Path only = store.save(state(5, -1), parts("five"));
    Files.delete(only.resolve("a.bin"));
    assertThatThrownBy(() -> store.newest(notices::add))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("none of its checkpoints is whole");
  }

  @Test
  void aDiskThatFillsUpLeavesTheLastCheckpointWhole() throws IOException {
    store.save(state(5, -1), parts("five"));
    SequencedMap<String, Part> failing = parts("ten");
    failing.put(
        "c.bin",
        file -> {
          Files.writeString(file, "half");
          throw new IOException("No space left on device");
        });
    assertThatThrownBy(() -> store.save(state(10, -1), failing))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("--resume");
    assertThat(names()).containsExactly("step-0000000005");
    assertThat(store.newest(notices::add).orElseThrow().state().step()).isEqualTo(5);
  }

  @Test
  void anUnwritableDirectoryIsOneClearLine() throws IOException {
    Files.writeString(directory.resolve("checkpoints"), "a file, no directory");
    assertThatThrownBy(() -> store.save(state(5, -1), parts("x")))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("cannot write checkpoint")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatAKilledProcessLeftBehindIsIgnoredAndReplaced() throws IOException {
    store.save(state(5, -1), parts("five"));
    Path rest = directory.resolve("checkpoints/step-0000000010.tmp");
    Files.createDirectories(rest);
    Files.writeString(rest.resolve("a.bin"), "ha");
    assertThat(store.newest(notices::add).orElseThrow().state().step()).isEqualTo(5);
    store.save(state(10, -1), parts("ten"));
    assertThat(names()).containsExactly("step-0000000005", "step-0000000010");
  }
}
