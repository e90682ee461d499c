package dev.trefoil.training.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardDirectoryTest {
  @TempDir private Path parent;
  private final List<String> notices = new ArrayList<>();

  private Path directory() {
    return parent.resolve("out");
  }

  private ShardDirectory open(Map<String, String> settings, boolean restart) {
    return ShardDirectory.open(directory(), "txt", "letters", 1, settings, restart, notices::add);
  }

  private ShardDirectory open() {
    return open(Map.of("a", "1"), false);
  }

  private static void write(Path file, String text) {
    AtomicFile.write(
        file, channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static void add(ShardDirectory shards, int index, String text) {
    shards.add(index, Map.of("letters", (long) text.length()), file -> write(file, text));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(directory())) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whoeverOpensItAgainFindsTheShards() {
    ShardDirectory first = open();
    add(first, 0, "abc");
    add(first, 2, "de");
    ShardDirectory again = open();
    assertThat(again.find(0)).hasValueSatisfying(e -> assertThat(e.count("letters")).isEqualTo(3));
    assertThat(again.find(1)).isEmpty();
    add(again, 1, "f");
    assertThat(again.isComplete()).isFalse();
    again.complete(Map.of("lost", 7L));
    ShardManifest manifest = open().manifest();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.totals()).containsEntry("letters", 6L).containsEntry("lost", 7L);
    assertThat(manifest.shards())
        .extracting(ShardEntry::file)
        .containsExactly("shard-00000.txt", "shard-00001.txt", "shard-00002.txt");
    assertThat(notices).isEmpty();
  }

  @Test
  void damagedAndLostShardsAreMadeAgain() throws IOException {
    ShardDirectory first = open();
    add(first, 0, "abc");
    add(first, 1, "def");
    add(first, 2, "ghi");
    first.complete(Map.of());
    Files.writeString(directory().resolve("shard-00001.txt"), "dEf");
    Files.delete(directory().resolve("shard-00002.txt"));
    ShardDirectory again = open();
    assertThat(again.find(0)).isPresent();
    assertThat(again.find(1)).isEmpty();
    assertThat(again.find(2)).isEmpty();
    assertThat(again.isComplete()).isFalse();
    assertThat(notices).hasSize(2).anyMatch(n -> n.contains("00001.txt is damaged"));
    assertThat(open().isComplete()).isFalse();
  }

  @Test
  void aFullDiskLeavesTheShardsBeforeAndNothingElse() throws IOException {
    ShardDirectory shards = open();
    add(shards, 0, "abc");
    List<String> before = files();
    assertThatThrownBy(
            () ->
                shards.add(
                    1,
                    Map.of(),
                    file ->
                        AtomicFile.write(
                            file,
                            channel -> {
                              channel.write(ByteBuffer.allocate(10));
                              throw new IOException("No space left on device");
                            })))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("shard-00001.txt")
        .hasMessageContaining("No space left on device");
    assertThat(files()).isEqualTo(before);
    assertThat(open().find(0)).isPresent();
    assertThat(open().find(1)).isEmpty();
  }

  @Test
  void otherSettingsAreRefusedByNameUnlessAllIsMadeAnew() throws IOException {
    add(open(), 0, "abc");
    Files.writeString(directory().resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> open(Map.of("a", "2", "b", "3"), false))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("a was 1, is 2")
        .hasMessageContaining("b was none, is 3")
        .hasMessageContaining("--restart");
    assertThat(open(Map.of("a", "2"), true).find(0)).isEmpty();
    assertThat(files()).containsExactly("manifest.json", "notes.txt");
  }

  @Test
  void aManifestThatIsNoneIsNamed() throws IOException {
    add(open(), 0, "abc");
    for (String text : List.of("", "{", "{\"kind\": \"letters\"}", "[]")) {
      Files.writeString(directory().resolve("manifest.json"), text);
      assertThatThrownBy(this::open)
          .isInstanceOf(ShardException.class)
          .hasMessageContaining("manifest.json");
    }
  }
}
