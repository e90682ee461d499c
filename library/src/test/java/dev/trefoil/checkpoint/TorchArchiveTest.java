package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchArchiveTest {
  private static final Path FILE = Path.of("model.bin");
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void aGoldenArchiveHasTheBytesOfItsZipEntries() throws IOException {
    Path model = Golden.root("target-llama").resolve("mha-bin/pytorch_model.bin");
    TensorFile file = TorchArchive.map(model, arena);
    try (ZipFile zip = new ZipFile(model.toFile())) {
      byte[] first = zip.getInputStream(zip.getEntry("pytorch_model/data/0")).readAllBytes();
      HostTensor embedding = tensor(file, "model.embed_tokens.weight");
      assertThat(embedding.data().mismatch(MemorySegment.ofArray(first))).isEqualTo(-1);
      assertThat(embedding.data().isMapped()).isTrue();
    }
  }

  @Test
  void tensorsOfOneStorageAreViewsOfIt() {
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", 1, 2, 3, 4, 5, 6)
            .text("whole")
            .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
            .text("row")
            .tensor("FloatStorage", "0", 6, 3, new long[] {3}, new long[] {1})
            .archiveOfItems();
    TensorFile file = read(archive);
    assertThat(file.names()).containsExactly("whole", "row");
    assertThat(tensor(file, "whole"))
        .isEqualTo(HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    assertThat(tensor(file, "row")).isEqualTo(HostTensor.of(new float[] {4, 5, 6}, 3));
    long distance = tensor(file, "row").data().address() - tensor(file, "whole").data().address();
    assertThat(distance).isEqualTo(12);
  }

  @Test
  void stridedTensorsAreCopiedIntoRowMajorOrder() {
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", 1, 2, 3, 4, 5, 6, 7)
            .text("transposed")
            .tensor("FloatStorage", "0", 7, 1, new long[] {3, 2}, new long[] {1, 3})
            .text("everySecond")
            .tensor("FloatStorage", "0", 7, 0, new long[] {4}, new long[] {2})
            .archiveOfItems();
    TensorFile file = read(archive);
    assertThat(tensor(file, "transposed").toFloats()).containsExactly(2, 5, 3, 6, 4, 7);
    assertThat(tensor(file, "everySecond").toFloats()).containsExactly(1, 3, 5, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "DoubleStorage, F64", "FloatStorage, F32", "HalfStorage, F16", "BFloat16Storage, BF16",
    "LongStorage, I64", "IntStorage, I32", "ShortStorage, I16", "CharStorage, I8",
    "ByteStorage, U8", "BoolStorage, BOOL"
  })
  void everyStorageTypeIsRead(String storage, DataType type) {
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", new byte[2 * type.bytes()])
            .text("a")
            .tensor(storage, "0", 2, 0, new long[] {2}, new long[] {1})
            .archiveOfItems();
    HostTensor tensor = tensor(read(archive), "a");
    assertThat(tensor.type()).isEqualTo(type);
    assertThat(tensor.hasShape(2)).isTrue();
  }

  @Test
  void deflatedArchivesAreUnpacked() {
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", 1, 2, 3, 4)
            .text("a")
            .tensor("FloatStorage", "0", 4, 0, new long[] {2, 2}, new long[] {2, 1})
            .deflated()
            .archiveOfItems();
    assertThat(tensor(read(archive), "a").toFloats()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void parametersScalarsEmptyTensorsAndNestedDictionariesAreRead() {
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", 7)
            .storage("1", new byte[0])
            .text("state")
            .raw("}(")
            .text("p")
            .global("torch._utils", "_rebuild_parameter")
            .raw('(')
            .tensor("FloatStorage", "0", 1, 0, new long[0], new long[0])
            .raw(0x88)
            .global("collections", "OrderedDict")
            .raw(")RtRu")
            .text("none")
            .tensor("FloatStorage", "1", 0, 0, new long[] {0, 4}, new long[] {4, 1})
            .text("epoch")
            .number(3)
            .archiveOfItems();
    TensorFile file = read(archive);
    assertThat(file.names()).containsExactly("state.p", "none");
    assertThat(tensor(file, "state.p").get(0)).isEqualTo(7);
    assertThat(tensor(file, "none").elements()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "builtins, eval",
    "__builtin__, exec",
    "torch, load",
    "torch._utils, _rebuild",
    "collections, deque",
    "torch.storage, _load_from_bytes"
  })
  void aForeignGlobalIsRefusedByName(String module, String name) {
    byte[] archive =
        TorchFixture.empty().global(module, name).raw('(').text("id").raw("tR.").archive();
    assertRefused(archive, "archive/data.pkl", module + "." + name, "whitelist");
    byte[] stacked = TorchFixture.empty().text(module).text(name).raw(0x93, '.').archive();
    assertRefused(stacked, module + "." + name, "whitelist");
  }

  @Test
  void operationsThatMakeObjectsAreRefused() {
    for (int operation : new int[] {'i', 'o', 0x81, 0x92, 0x82, 'P', 0x97}) {
      assertRefused(TorchFixture.empty().raw(operation).archive(), "operation 0x");
    }
    assertRefused(TorchFixture.empty().text("a").raw("}b.").archive(), "attributes");
  }

  @Test
  void aNestedBombIsRefused() {
    // Each list holds the one before ten times: ten levels are ten thousand million values.
    TorchFixture bomb = TorchFixture.empty().raw("]q").raw(0);
    for (int level = 0; level < 20; level++) {
      bomb.raw("](");
      for (int i = 0; i < 10; i++) {
        bomb.raw('h', level);
      }
      bomb.raw('e', 'q', level + 1);
    }
    assertRefused(bomb.raw('.').archive(), "nested");

    TorchFixture deep = TorchFixture.empty().raw(')');
    for (int level = 0; level < 100_000; level++) {
      deep.raw(0x85);
    }
    assertRefused(deep.raw('.').archive(), "nested deeper");

    byte[] self = TorchFixture.empty().raw("]q").raw(0).raw("h").raw(0).raw("a.").archive();
    assertRefused(self, "nested deeper");
  }

  @Test
  void tooManyOperationsAreRefused() {
    TorchFixture endless = TorchFixture.empty();
    for (int i = 0; i < PickleMachine.MOST_OPERATIONS; i++) {
      endless.raw('N');
    }
    assertRefused(endless.raw('.').archive(), "more than 4000000 operations");
  }

  @Test
  void aZipBombIsRefused() {
    byte[] zeros = new byte[50 << 20];
    byte[] archive =
        TorchFixture.dictionary()
            .storage("0", zeros)
            .text("a")
            .tensor("ByteStorage", "0", zeros.length, 0, new long[] {zeros.length}, new long[] {1})
            .deflated()
            .archiveOfItems();
    assertThat(archive.length).isLessThan(100_000);
    assertRefused(archive, "archive/data/0", "zip bomb");
    assertRefused(
        TorchFixture.zip(Map.of("archive/data.pkl", new byte[40 << 20]), true),
        "archive/data.pkl",
        "bomb");
  }

  @Test
  void overlappingEntriesAreRefused() {
    byte[] archive = simple().archiveOfItems();
    MemorySegment bytes = MemorySegment.ofArray(archive);
    ZipDirectory zip = ZipDirectory.read(FILE, bytes);
    ZipDirectory.Entry storage = Objects.requireNonNull(zip.entries().get("archive/data/0"));
    // Let the directory's entry of the version file point at the storage.
    int entry = lastIndexOf(archive, "archive/version") - 46;
    long target = storage.offset() - 30 - "archive/data/0".length();
    for (int i = 0; i < 4; i++) {
      archive[entry + 42 + i] = (byte) (target >>> (8 * i));
    }
    assertRefused(archive, "share bytes", "zip bomb");
  }

  @Test
  void tensorsOutsideTheirStorageAreRefused() {
    long[][][] bad = {
      {{6}, {1}},
      {{2}, {5}},
      {{Long.MAX_VALUE}, {1}},
      {{2, 2}, {Long.MAX_VALUE, 1}},
      {{1000, 1000}, {0, 0}},
      {{1L << 32, 1L << 32}, {1, 1}}
    };
    for (long[][] shapeAndStrides : bad) {
      byte[] archive =
          TorchFixture.dictionary()
              .storage("0", 1, 2, 3, 4)
              .text("a")
              .tensor("FloatStorage", "0", 4, 0, shapeAndStrides[0], shapeAndStrides[1])
              .archiveOfItems();
      assertRefused(archive, "\"a\"", "storage of 4 elements");
    }
    byte[] offset =
        TorchFixture.dictionary()
            .storage("0", 1, 2)
            .text("a")
            .tensor("FloatStorage", "0", 2, -1, new long[] {1}, new long[] {1})
            .archiveOfItems();
    assertRefused(offset, "offset -1");
  }

  @Test
  void missingAndShortStoragesAreRefused() {
    byte[] missing =
        TorchFixture.dictionary()
            .text("a")
            .tensor("FloatStorage", "9", 4, 0, new long[] {4}, new long[] {1})
            .archiveOfItems();
    assertRefused(missing, "\"a\"", "data/9", "not in the archive");
    byte[] claimed =
        TorchFixture.dictionary()
            .storage("0", 1, 2)
            .text("a")
            .tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1})
            .archiveOfItems();
    assertRefused(claimed, "\"a\"", "4 elements", "8 bytes");
  }

  @Test
  void aDamagedPickleIsFoundByItsChecksum() {
    byte[] archive = simple().archiveOfItems();
    archive[30 + "archive/data.pkl".length() + 8] ^= 1;
    assertRefused(archive, "archive/data.pkl", "checksum");
  }

  @Test
  void otherFilesAreNamed() {
    assertRefused(new byte[0], "an empty file");
    assertRefused(new byte[] {(byte) 0x80, 2, 'c', 'o', 's'}, "legacy pickles are not read");
    assertRefused("GGUF....".getBytes(java.nio.charset.StandardCharsets.UTF_8), "GGUF");
    assertRefused(TorchFixture.zip(Map.of("word/document.xml", new byte[3]), false), "data.pkl");
    byte[] good = simple().archiveOfItems();
    for (int length = 4; length < good.length; length += 13) {
      assertRefused(java.util.Arrays.copyOf(good, length), "truncated");
    }
  }

  @Test
  void aFileOfAnotherByteOrderIsRefused() throws IOException {
    Path file = Files.createTempFile("trefoil", ".bin");
    try {
      Files.write(
          file,
          TorchFixture.zip(
              Map.of("a/data.pkl", new byte[] {'N', '.'}, "a/byteorder", new byte[] {'b'}), true));
      assertThatThrownBy(() -> TorchArchive.map(file, arena))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContainingAll(file.toString(), "byte order \"b\"");
    } finally {
      Files.delete(file);
    }
  }

  private static TorchFixture simple() {
    return TorchFixture.dictionary()
        .storage("0", 1, 2)
        .text("a")
        .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1});
  }

  private TensorFile read(byte[] archive) {
    MemorySegment bytes = arena.allocate(archive.length, 8);
    bytes.copyFrom(MemorySegment.ofArray(archive));
    return TorchArchive.read(FILE, bytes, arena);
  }

  private void assertRefused(byte[] archive, String... parts) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("model.bin: ")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static HostTensor tensor(TensorFile file, String name) {
    return Objects.requireNonNull(file.find(name), name);
  }

  private static int lastIndexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
