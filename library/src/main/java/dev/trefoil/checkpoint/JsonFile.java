package dev.trefoil.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON object of a file with typed access; each refusal names file, key, value and remedy.
///
/// @param where the file, and the key of the object inside it when it is a nested one
public record JsonFile(String where, JsonNode object) {
  private static final long LONGEST = 16_000_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Reads a file that must hold one object.
  public static JsonFile read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LONGEST) {
        throw new CheckpointException(
            "%s: %s is no size for this file (at most %s)"
                .formatted(file, Printable.bytes(size), Printable.bytes(LONGEST)));
      }
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + Printable.reason(e), e);
    }
  }

  static JsonFile parse(String where, byte[] json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new CheckpointException(
          "%s: not valid JSON (%s) but %s"
              .formatted(
                  where,
                  Printable.reason(e),
                  FileKind.describe(java.lang.foreign.MemorySegment.ofArray(json))),
          e);
    }
    if (!root.isObject()) {
      throw new CheckpointException(where + ": a JSON object {...} is expected");
    }
    return new JsonFile(where, root);
  }

  /// Present and not null.
  public boolean has(String key) {
    return object.hasNonNull(key);
  }

  public JsonNode get(String key) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      throw new CheckpointException(
          "%s: the key \"%s\" is missing; is this the config of a language model?"
              .formatted(where, key));
    }
    return value;
  }

  /// A number from `least` to `most` that must be there.
  public int integer(String key, int least, int most) {
    JsonNode value = get(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw refused(key, value, "allowed are whole numbers from %d to %d".formatted(least, most));
    }
    int number = value.intValue();
    if (number < least || number > most) {
      throw refused(key, value, "allowed is %d to %d".formatted(least, most));
    }
    return number;
  }

  /// The same with a value for an absent key.
  public int integer(String key, int fallback, int least, int most) {
    return has(key) ? integer(key, least, most) : fallback;
  }

  public float positive(String key) {
    JsonNode value = get(key);
    float number = value.isNumber() ? (float) value.doubleValue() : Float.NaN;
    if (!(number > 0) || Float.isInfinite(number)) {
      throw refused(key, value, "allowed are finite numbers above 0");
    }
    return number;
  }

  public float positive(String key, float fallback) {
    return has(key) ? positive(key) : fallback;
  }

  public boolean flag(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode value = get(key);
    if (!value.isBoolean()) {
      throw refused(key, value, "allowed are true and false");
    }
    return value.booleanValue();
  }

  public String text(String key) {
    JsonNode value = get(key);
    if (!value.isString()) {
      throw refused(key, value, "a string is expected");
    }
    return value.stringValue();
  }

  /// One of the allowed strings; it must be there.
  public String choice(String key, Collection<String> allowed) {
    String value = text(key);
    if (!allowed.contains(value)) {
      throw refused(
          key,
          get(key),
          allowed.stream().sorted().collect(Collectors.joining(", ", "allowed: ", "")));
    }
    return value;
  }

  /// An object inside this one, or none if it is absent.
  public Optional<JsonFile> nested(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = get(key);
    if (!value.isObject()) {
      throw refused(key, value, "an object {...} or null is expected");
    }
    return Optional.of(new JsonFile(where + ": " + key, value));
  }

  /// What to throw for a value that is not allowed.
  public CheckpointException refused(String key, JsonNode value, String allowed) {
    return new CheckpointException(
        "%s: \"%s\" is %s; %s".formatted(where, key, shortened(value), allowed));
  }

  CheckpointException refused(String what) {
    return new CheckpointException(where + ": " + what);
  }

  private static String shortened(JsonNode value) {
    return value.isContainer()
        ? (value.isArray() ? "a list" : "an object")
        : value.isString() ? Printable.quoted(value.stringValue()) : cut(value.toString());
  }

  private static String cut(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
