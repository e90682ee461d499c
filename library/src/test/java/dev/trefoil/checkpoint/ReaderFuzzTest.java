package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages good files at random: a reader either reads or throws [CheckpointException].
class ReaderFuzzTest {
  private static final int ROUNDS = 6_000;
  private static final Path FILE = Path.of("fuzzed");

  @TempDir Path directory;

  @Test
  void safetensorsReaderFailsOnlyByCheckpointException() throws IOException {
    Path file = directory.resolve("good.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("a.weight", HostTensor.of(new float[6], 2, 3), "b", HostTensor.of(new float[1])),
        Map.of("format", "pt"));
    fuzz(Files.readAllBytes(file), (bytes, arena) -> SafetensorsFile.read(FILE, bytes), 1);
  }

  @Test
  void torchReaderFailsOnlyByCheckpointException() throws IOException {
    byte[] golden =
        Files.readAllBytes(
            Golden.root("target-llama")
                .resolve("gqa-bin-sharded/pytorch_model-00002-of-00002.bin"));
    BiFunction<MemorySegment, Arena, TensorFile> reader =
        (bytes, arena) -> TorchArchive.read(FILE, bytes, arena);
    fuzz(archive().archiveOfItems(), reader, 2);
    fuzz(archive().deflated().archiveOfItems(), reader, 3);
    fuzz(golden, reader, 4);
  }

  @Test
  void pickleMachineFailsOnlyByPickleException() {
    byte[] good = archive().raw("u.").pickle();
    Random random = new Random(5);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damage(good, random);
      try {
        PickleMachine.load(damaged);
        read++;
      } catch (PickleException e) {
        assertThat(e.getMessage()).isNotEmpty().doesNotContain("\n");
      }
    }
    assertThat(read).isGreaterThan(0).isLessThan(ROUNDS);
  }

  @Test
  void randomBytesAreRefusedByBoth() {
    Random random = new Random(6);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length > 8 && round % 2 == 0) {
        Arrays.fill(noise, 1, 8, (byte) 0);
        noise[8] = '{';
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bytes = nativeCopy(noise, arena);
        assertRefusal(() -> SafetensorsFile.read(FILE, bytes));
        assertRefusal(() -> TorchArchive.read(FILE, bytes, arena));
      }
    }
  }

  private static void fuzz(
      byte[] good, BiFunction<MemorySegment, Arena, TensorFile> reader, int seed) {
    Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damage(good, random);
      try (Arena arena = Arena.ofConfined()) {
        TensorFile file = reader.apply(nativeCopy(damaged, arena), arena);
        file.tensors().values().forEach(NonFinite::firstIn);
        read++;
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).startsWith("fuzzed: ").doesNotContain("\n").hasSizeLessThan(700);
      }
    }
    assertThat(read).isGreaterThan(0).isLessThan(ROUNDS);
  }

  private static byte[] damage(byte[] good, Random random) {
    byte[] bytes =
        random.nextInt(10) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    int changes = 1 + random.nextInt(4);
    // The ends of a file are its structure; half of the changes go there.
    int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 400);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(reach);
      at = random.nextBoolean() ? at : bytes.length - 1 - at;
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 0x80);
    }
    return bytes;
  }

  private static TorchFixture archive() {
    return TorchFixture.dictionary()
        .storage("0", 1, 2, 3, 4, 5, 6)
        .text("a")
        .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
        .text("b")
        .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
  }

  private static MemorySegment nativeCopy(byte[] bytes, Arena arena) {
    MemorySegment segment = arena.allocate(bytes.length, 8);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment;
  }

  private static void assertRefusal(Runnable read) {
    try {
      read.run();
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).startsWith("fuzzed: ");
      return;
    }
    throw new AssertionError("noise was read");
  }
}
