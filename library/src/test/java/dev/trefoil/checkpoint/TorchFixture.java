package dev.trefoil.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Builds PyTorch archives, good and bad, byte by byte.
final class TorchFixture {
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private boolean deflated;

  /// A pickle of protocol 2 that begins a dictionary and its items.
  static TorchFixture dictionary() {
    return new TorchFixture().raw(0x80, 2, '}', '(');
  }

  static TorchFixture empty() {
    return new TorchFixture().raw(0x80, 2);
  }

  TorchFixture raw(int... bytes) {
    for (int b : bytes) {
      pickle.write(b);
    }
    return this;
  }

  TorchFixture raw(String text) {
    pickle.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  TorchFixture text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return raw('X').int32(bytes.length).raw(text);
  }

  TorchFixture number(long number) {
    raw(0x8a, 8);
    pickle.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    return this;
  }

  TorchFixture numbers(long... numbers) {
    raw('(');
    for (long number : numbers) {
      number(number);
    }
    return raw('t');
  }

  TorchFixture global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  TorchFixture storage(String key, byte[] content) {
    storages.put(key, content);
    return this;
  }

  TorchFixture storage(String key, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return storage(key, bytes.array());
  }

  /// `_rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())`.
  TorchFixture tensor(
      String type, String key, long elements, long offset, long[] shape, long[] strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .raw("((")
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cpu")
        .number(elements)
        .raw("tQ")
        .number(offset)
        .numbers(shape)
        .numbers(strides)
        .raw(0x89)
        .global("collections", "OrderedDict")
        .raw(")RtR");
  }

  TorchFixture deflated() {
    deflated = true;
    return this;
  }

  /// The pickle, whatever it is, ended as a dictionary of items.
  byte[] archiveOfItems() {
    return raw("u.").archive();
  }

  byte[] pickle() {
    return pickle.toByteArray();
  }

  byte[] archive() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("archive/data.pkl", pickle.toByteArray());
    files.put("archive/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    storages.forEach((key, content) -> files.put("archive/data/" + key, content));
    files.put("archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
    return zip(files, deflated);
  }

  static byte[] zip(Map<String, byte[]> files, boolean deflated) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(file.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(file.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private TorchFixture int32(int number) {
    pickle.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
    return this;
  }
}
