package dev.trefoil.drafter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatastoreTest {
  private static final String FINGERPRINT = "0123456789abcdef";

  @TempDir Path folder;

  private Path build(int vocabulary, int chunkTokens, int[]... entries) {
    Path file = folder.resolve("text.rest");
    DatastoreWriter.write(file, FINGERPRINT, vocabulary, chunkTokens, w -> append(w, entries));
    return file;
  }

  private static void append(DatastoreWriter writer, int[]... entries) throws IOException {
    for (int[] entry : entries) {
      writer.append(entry, entry.length);
    }
  }

  private static int[][] entries(int vocabulary) {
    SplittableRandom random = new SplittableRandom(vocabulary);
    int[][] entries = new int[40][];
    Arrays.setAll(entries, i -> random.ints(1 + random.nextInt(60), 0, vocabulary).toArray());
    entries[7][0] = vocabulary - 1;
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1000, 65_536, 65_537, 300_000})
  void tokensAndOrderComeBackWhateverTheVocabulary(int vocabulary) {
    int[][] entries = entries(vocabulary);
    int[] all = Stream.of(entries).flatMapToInt(Arrays::stream).toArray();
    for (int chunkTokens : new int[] {37, 300, 10_000}) {
      try (Datastore datastore = Datastore.open(build(vocabulary, chunkTokens, entries))) {
        assertThat(RestPaths.tokens(datastore)).isEqualTo(all);
        assertThat(datastore.tokens()).isEqualTo(all.length);
        assertThat(datastore.tokenBytes()).isEqualTo(vocabulary > 65_536 ? 4 : 2);
        for (DatastoreChunk chunk : datastore.chunks()) {
          assertThat(chunk.length()).isLessThanOrEqualTo(chunkTokens);
          int[] tokens = new int[chunk.length()];
          int[] suffixes = new int[chunk.length()];
          Arrays.setAll(tokens, chunk::token);
          SuffixArray.sort(tokens, tokens.length, vocabulary, suffixes);
          int[] stored = new int[chunk.length()];
          Arrays.setAll(stored, chunk::suffix);
          assertThat(stored).isEqualTo(suffixes);
        }
      }
    }
  }

  @Test
  void aChunkEndsWhereTheNextEntryWouldNotFit() {
    Path file = build(9, 5, new int[] {1, 2, 3}, new int[] {4, 5, 6}, new int[] {7, 8});
    try (Datastore datastore = Datastore.open(file)) {
      assertThat(datastore.chunks().stream().map(DatastoreChunk::length)).isEqualTo(List.of(3, 5));
    }
  }

  @Test
  void everyCutIsRefusedWithFileAndOffset() throws IOException {
    byte[] whole = Files.readAllBytes(build(70_000, 4, new int[] {1, 2, 3}, new int[] {69_999, 4}));
    Path cut = folder.resolve("cut.rest");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      refused(cut, "offset");
    }
    Files.write(cut, Arrays.copyOf(whole, whole.length + 1));
    refused(cut, "offset 40");
  }

  @Test
  void everyFlippedByteIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(build(1000, 4, new int[] {1, 2, 3}, new int[] {999, 4}));
    Path flipped = folder.resolve("flipped.rest");
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= 0x20;
      Files.write(flipped, bytes);
      refused(flipped, "offset");
    }
  }

  @Test
  void everyCutOfAPublishedFileInsideAChunkIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.root("rest").resolve("wide_tokens.idx"));
    Path cut = folder.resolve("cut.idx");
    for (int length = 0; length < whole.length; length += length < 40 ? 1 : 97) {
      Files.write(cut, Arrays.copyOf(whole, length));
      refused(cut, "offset");
    }
  }

  @Test
  void aPublishedFileThatPointsOutsideIsRefusedWhenItIsSearched() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.root("rest").resolve("wide_tokens.idx"));
    Arrays.fill(whole, whole.length - 400, whole.length, (byte) 0x7f);
    Path broken = folder.resolve("broken.idx");
    Files.write(broken, whole);
    try (Datastore datastore = Datastore.open(broken)) {
      RestRetrieval retrieval = new RestRetrieval(datastore, RestConfig.REFERENCE);
      int[] context = {65_535, 65_535};
      assertThatThrownBy(() -> retrieval.retrieve(context, 2, 64, 10))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("broken.idx")
          .hasMessageContaining("points to token");
    }
  }

  @Test
  void foreignAndMissingFilesAreRefused() throws IOException {
    Path page = folder.resolve("page.rest");
    Files.writeString(page, "<!DOCTYPE html><html>Not found</html>");
    refused(page, "starts with bytes 3c21444f43545950");
    Path index = folder.resolve("page.idx");
    Files.writeString(index, "<!DOCTYPE html><html>Not found</html>");
    refused(index, "offset 0");
    refused(folder, "directory");
    refused(folder.resolve("none"), "no such file");
  }

  @Test
  void aFileOfANewerVersionIsRefusedAsSuch() throws IOException {
    Path file = build(10, 100, new int[] {1, 2, 3});
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    Files.write(file, bytes);
    refused(file, "version 2");
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> Datastore.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void anotherTokenizerIsRefused() {
    try (Datastore datastore = Datastore.open(build(1000, 100, new int[] {1, 2, 3}))) {
      datastore.requireTokenizer(FINGERPRINT, 1000);
      assertThatThrownBy(() -> datastore.requireTokenizer("feed", 1000))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(FINGERPRINT)
          .hasMessageContaining("feed");
      assertThatThrownBy(() -> datastore.requireTokenizer(FINGERPRINT, 999))
          .hasMessageContaining("ends at 998");
    }
    try (Datastore published = Datastore.open(Golden.root("rest").resolve("wide_tokens.idx"))) {
      assertThatThrownBy(() -> published.requireTokenizer("any", 256))
          .hasMessageContaining("ends at 255");
      published.requireTokenizer("any", 65_536);
    }
  }

  @Test
  void aBuildThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = build(10, 2, new int[] {1, 2, 3});
    byte[] old = Files.readAllBytes(file);
    assertThatThrownBy(
            () ->
                DatastoreWriter.write(
                    file,
                    FINGERPRINT,
                    10,
                    2,
                    writer -> {
                      append(writer, new int[] {4, 5}, new int[] {6, 7}, new int[] {8});
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("No space left");
    assertThatThrownBy(() -> build(10, 2, new int[] {10, 1})).hasMessageContaining("token 10");
    assertThatThrownBy(() -> build(10, 2)).hasMessageContaining("no tokens");
    assertThatThrownBy(() -> build(10, 0, new int[] {1})).hasMessageContaining("chunks of 0");
    assertThat(Files.readAllBytes(file)).isEqualTo(old);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
