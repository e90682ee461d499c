package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadBack() {
    Random random = new Random(7);
    for (int round = 0; round < 30; round++) {
      Map<String, HostTensor> tensors = randomTensors(random);
      Map<String, String> metadata = Map.of("format", "pt", "näme \"x\"\n", "välue\u2028");
      Path file = directory.resolve("model.safetensors");
      SafetensorsWriter.write(file, tensors, metadata);
      try (Arena arena = Arena.ofConfined()) {
        TensorFile read = SafetensorsFile.map(file, arena);
        assertThat(read.tensors()).isEqualTo(tensors);
        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.tensors().values())
            .allMatch(tensor -> tensor.data().address() % tensor.type().bytes() == 0);
      }
    }
  }

  @Test
  void tensorsOfSeveralChunksAndOfAnyHeapArrayAreStreamed() {
    float[] values = new float[700_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path file = directory.resolve("big.safetensors");
    SafetensorsWriter.write(file, Map.of("a", HostTensor.of(values, values.length)), Map.of());
    try (Arena arena = Arena.ofConfined()) {
      assertThat(SafetensorsFile.map(file, arena).find("a"))
          .isEqualTo(HostTensor.of(values, values.length));
    }
  }

  @Test
  void anOldFileStaysWholeWhenWritingFails() throws IOException {
    Path file = directory.resolve("model.safetensors");
    SafetensorsWriter.write(file, Map.of("a", HostTensor.of(new float[] {1}, 1)), Map.of());
    byte[] before = Files.readAllBytes(file);
    HostTensor dead;
    try (Arena arena = Arena.ofConfined()) {
      dead = new HostTensor(DataType.F32, new long[] {1}, arena.allocate(4, 4));
    }
    assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of("a", dead), Map.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(file.toString(), "No space left on device");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertOnly("model.safetensors");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path missing = directory.resolve("missing/model.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.write(missing, Map.of(), Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(missing.toString(), "cannot be written", "no such file");
    Path occupied = directory.resolve("occupied");
    Files.createDirectories(occupied.resolve("inside"));
    assertThatThrownBy(() -> SafetensorsWriter.write(occupied, Map.of(), Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("cannot be written");
    assertOnly("occupied");
  }

  @Test
  void theReservedNameIsRefused() {
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    directory.resolve("a"),
                    Map.of("__metadata__", HostTensor.of(new float[1], 1)),
                    Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("__metadata__");
  }

  private static Map<String, HostTensor> randomTensors(Random random) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<DataType> types = List.of(DataType.values());
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      DataType type = types.get(random.nextInt(types.size()));
      long[] shape = new long[random.nextInt(4)];
      for (int d = 0; d < shape.length; d++) {
        shape[d] = random.nextInt(5);
      }
      byte[] bytes = new byte[(int) HostTensor.elements(shape) * type.bytes()];
      random.nextBytes(bytes);
      tensors.put("tensor." + i, new HostTensor(type, shape, MemorySegment.ofArray(bytes)));
    }
    return tensors;
  }

  private void assertOnly(String name) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      assertThat(list.map(file -> file.getFileName().toString())).containsExactly(name);
    }
  }
}
