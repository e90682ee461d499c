package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes safetensors files.
///
/// The file appears complete or not at all: see [AtomicFile]. Tensors are streamed, so a big model
/// needs no second copy in memory. Wide element types come first, which keeps every tensor aligned;
/// within one width the order of the map is kept.
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int CHUNK = 1 << 20;

  private SafetensorsWriter() {}

  /// Writes or replaces `file`; on any failure throws [CheckpointException] and an old file stays.
  ///
  /// @param metadata free text pairs; Hugging Face's loader wants `format` = `pt`
  public static void write(
      Path file, Map<String, HostTensor> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, HostTensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(Comparator.comparingInt(entry -> -entry.getValue().type().bytes()));
    byte[] header = header(file, order, metadata);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          length.putLong(header.length).flip();
          writeFully(channel, length);
          writeFully(channel, ByteBuffer.wrap(header));
          ByteBuffer staging = ByteBuffer.allocateDirect(CHUNK);
          for (Map.Entry<String, HostTensor> entry : order) {
            stream(channel, entry.getValue().data(), staging);
          }
        });
  }

  private static byte[] header(
      Path file, List<Map.Entry<String, HostTensor>> order, Map<String, String> metadata) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart("__metadata__");
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, HostTensor> entry : order) {
        HostTensor tensor = entry.getValue();
        if (entry.getKey().equals("__metadata__")) {
          throw new CheckpointException(file + ": no tensor may be named __metadata__; rename it");
        }
        json.writeObjectPropertyStart(entry.getKey());
        json.writeStringProperty("dtype", tensor.type().name());
        long[] shape = tensor.shape();
        json.writeName("shape").writeArray(shape, 0, shape.length);
        long end = offset + tensor.data().byteSize();
        json.writeName("data_offsets").writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    // Spaces to a multiple of 8: the data then starts aligned in a mapped file.
    byte[] unpadded = text.toString().getBytes(StandardCharsets.UTF_8);
    return (text + " ".repeat(-unpadded.length & 7)).getBytes(StandardCharsets.UTF_8);
  }

  /// Through a staging buffer, because a segment on the heap need not be made of bytes.
  private static void stream(WritableByteChannel channel, MemorySegment data, ByteBuffer staging)
      throws IOException {
    long size = data.byteSize();
    for (long from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      staging.clear().limit(count);
      MemorySegment.ofBuffer(staging).copyFrom(data.asSlice(from, count));
      writeFully(channel, staging);
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
