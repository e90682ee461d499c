package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON header of a safetensors file, read as a stream: memory follows what is valid in it, not
/// what a hostile header nests.
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  private static final int MOST_DIMENSIONS = 16;
  private static final int MOST_TENSORS = 500_000;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// One tensor; `[begin, end)` is relative to the end of the header.
  @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared or changed
  record Entry(String name, DataType type, long[] shape, long begin, long end) {
    String shapeText() {
      return Arrays.toString(shape);
    }
  }

  static SafetensorsHeader parse(Path file, MemorySegment header) {
    // A reader, because the parser would guess other encodings than the format's one.
    Reader json =
        new InputStreamReader(
            new ByteArrayInputStream(header.toArray(ValueLayout.JAVA_BYTE)),
            StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return new Reading(file, parser).header();
    } catch (JacksonException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new CheckpointException(file + ": the header is not UTF-8; the file is damaged", e);
      }
      throw new CheckpointException(
          "%s: the header is not valid JSON (%s); the file is damaged"
              .formatted(file, Printable.reason(e)),
          e);
    }
  }

  private record Reading(Path file, JsonParser parser) {
    SafetensorsHeader header() {
      List<Entry> entries = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (name.equals("__metadata__")) {
          readMetadata(metadata);
        } else {
          entries.add(entry(name));
          if (entries.size() > MOST_TENSORS) {
            throw wrong("the header", "names more than %d tensors".formatted(MOST_TENSORS));
          }
        }
      }
      if (parser.nextToken() != null) {
        throw wrong("the header", "goes on after its closing brace");
      }
      return new SafetensorsHeader(entries, metadata);
    }

    private void readMetadata(Map<String, String> metadata) {
      expect(parser.nextToken(), JsonToken.START_OBJECT, "__metadata__");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + key);
        metadata.put(key, parser.getString());
      }
    }

    private Entry entry(String name) {
      expect(parser.nextToken(), JsonToken.START_OBJECT, name);
      DataType type = null;
      long[] shape = null;
      long[] offsets = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        switch (key) {
          case "dtype" -> type = type(name);
          case "shape" -> shape = numbers(name, key, MOST_DIMENSIONS);
          case "data_offsets" -> offsets = numbers(name, key, 2);
          default -> throw wrong(name, "has the unknown key " + Printable.quoted(key));
        }
      }
      if (type == null || shape == null || offsets == null || offsets.length != 2) {
        throw wrong(name, "needs dtype, shape and two data_offsets");
      }
      if (offsets[1] < offsets[0]) {
        throw wrong(name, "ends before it begins: data_offsets " + Arrays.toString(offsets));
      }
      return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private DataType type(String name) {
      expect(parser.nextToken(), JsonToken.VALUE_STRING, name + ".dtype");
      String code = parser.getString();
      for (DataType type : DataType.values()) {
        if (type.name().equals(code)) {
          return type;
        }
      }
      throw wrong(
          name,
          "has dtype %s; readable are %s"
              .formatted(Printable.quoted(code), Arrays.toString(DataType.values())));
    }

    private long[] numbers(String name, String key, int most) {
      expect(parser.nextToken(), JsonToken.START_ARRAY, name + "." + key);
      long[] numbers = new long[most];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, name + "." + key);
        if (count == most) {
          throw wrong(name, "has more than %d numbers in %s".formatted(most, key));
        }
        long number = parser.getLongValue();
        if (number < 0) {
          throw wrong(name, "has the negative number %d in %s".formatted(number, key));
        }
        numbers[count++] = number;
      }
      return Arrays.copyOf(numbers, count);
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String where) {
      if (found != expected) {
        throw wrong(where, "has %s where %s is expected".formatted(found, expected));
      }
    }

    private CheckpointException wrong(String where, String what) {
      return new CheckpointException(
          "%s: header entry %s %s; the file is damaged or of another format"
              .formatted(file, Printable.quoted(where), what));
    }
  }
}
