package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.DataType;
import dev.trefoil.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
  private static final Path FILE = Path.of("model.safetensors");

  @Test
  void goldenTensorsAreViewsOfTheMappedFile() {
    Path model = Golden.root("target-llama").resolve("mha/model.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      TensorFile file = SafetensorsFile.map(model, arena);
      assertThat(file.metadata()).containsEntry("format", "pt");
      assertThat(file.tensors()).isNotEmpty();
      assertThat(file.tensors().values()).allMatch(tensor -> tensor.data().isMapped());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsRead(DataType type) {
    TensorFile file =
        read(
            "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}"
                .formatted(type, 3 * type.bytes()),
            3 * type.bytes());
    assertThat(file.find("a"))
        .matches(tensor -> tensor.type() == type && tensor.hasShape(3) && tensor.get(2) == 0);
  }

  @Test
  void scalarsEmptyTensorsAndPaddingAreAllowed() {
    TensorFile file =
        read(
            """
            {"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
             "e":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]}}     \
            """,
            4);
    assertThat(file.names()).containsExactly("s", "e");
    assertThat(read("{}", 0).names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // overlap, gap, trailing bytes, end beyond the file
        "4 | {'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}} | the tensors overlap",
        "4 | {'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[1],'data_offsets':[3,4]}} | the tensors leave a gap",
        "5 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}} | 1 bytes after the last tensor",
        "3 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}} | truncated: tensor \"a\" ends at data offset 4",
        // types, shapes and offsets that contradict each other
        "4 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | F32 [2] needs 8 bytes",
        "4 | {'a':{'dtype':'F8_E4M3','shape':[4],'data_offsets':[0,4]}} | dtype \"F8_E4M3\"; readable are [F64",
        "4 | {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | negative number -1",
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[-4,0]}} | negative number -4",
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[4,0]}} | ends before it begins",
        "4 | {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | impossibly large",
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0,99999999999999999999]}} | not valid JSON",
        "4 | {'a':{'dtype':'U8','shape':[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],'data_offsets':[0,4]}} | more than 16",
        // structure
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'a':{'dtype':'U8','shape':[0],'data_offsets':[4,4]}} | Duplicate",
        "4 | {'a':{'dtype':'U8','shape':[4]}} | needs dtype, shape and two data_offsets",
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0]}} | needs dtype, shape and two data_offsets",
        "4 | {'a':{'dtype':'U8','shape':[4.0],'data_offsets':[0,4]}} | VALUE_NUMBER_FLOAT",
        "4 | {'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4],'x':1}} | unknown key \"x\"",
        "4 | {'a':[1]} | START_ARRAY where START_OBJECT",
        "4 | {'__metadata__':{'a':1}} | \"__metadata__.a\"",
        "4 | {'a' | not valid JSON",
        "4 | {} {} | goes on after its closing brace",
        "4 | {]} | not valid JSON"
      })
  void aHeaderThatDoesNotFitIsRefused(int dataBytes, String header, String reason) {
    assertThatThrownBy(() -> read(header.replace('\'', '"'), dataBytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("model.safetensors: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anOversizedHeaderIsRefused() {
    for (long length : new long[] {0, 1, 100_000_001, Long.MAX_VALUE, -1}) {
      byte[] bytes = file(length, "{}", 0);
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("header of " + Long.toUnsignedString(length) + " bytes");
    }
    assertThatThrownBy(() -> read(file(5000, "{}", 0)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("truncated: the header needs 5000 bytes");
  }

  @Test
  void everyTruncationIsRefused() {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}";
    byte[] whole = file(header.length(), header, 16);
    read(whole);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void aHeaderOfOtherBytesThanTextIsRefused() {
    byte[] bytes = file(4, "{\"\u00ff\"", 0);
    bytes[10] = (byte) 0xff;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void hostileNamesDoNotBreakTheLine() {
    String name = "evil\\n\\u001b[31m" + "x".repeat(1000);
    assertThatThrownBy(() -> read("{\"" + name + "\":{\"dtype\":\"Q\"}}", 0))
        .isInstanceOf(CheckpointException.class)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("\u001b")
        .message()
        .hasSizeLessThan(500);
  }

  @ParameterizedTest
  @CsvSource({
    "%PDF-1.7 and more text, a PDF document",
    "version https://git-lfs.github.com/spec/v1, a Git LFS pointer",
    "<!DOCTYPE html><html></html>, an HTML page",
    "GGUF123456789, a GGUF model",
    "{\"error\": \"not found\"}, a JSON document",
    "Not Found, a text file that begins \"Not Found\"",
  })
  void aForeignTextIsNamed(String content, String kind) {
    assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not a safetensors file but " + kind);
  }

  @Test
  void aForeignBinaryIsNamed() {
    assertForeign("a gzip file", 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0);
    assertForeign("a zip archive", 'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0);
    assertForeign("a Python pickle", 0x80, 2, '}', 'q', 0, '.', 0, 0, 0, 0);
    assertForeign("unknown format that starts with 0x0001020304050607", 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertForeign("an empty file");
  }

  private static void assertForeign(String kind, int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(kind);
  }

  private static TensorFile read(String header, int dataBytes) {
    return read(file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes));
  }

  private static TensorFile read(byte[] file) {
    MemorySegment segment = Arena.ofAuto().allocate(file.length, 8);
    MemorySegment.copy(file, 0, segment, ValueLayout.JAVA_BYTE, 0, file.length);
    return SafetensorsFile.read(FILE, segment);
  }

  private static byte[] file(long headerLength, String header, int dataBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength).array());
    bytes.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[dataBytes]);
    return bytes.toByteArray();
  }
}
