package dev.trefoil.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How reports are written as JSON, and read back.
final class Json {
  private static final JsonMapper LINE =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final JsonMapper PAGE =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private Json() {}

  static String line(Object value) {
    return LINE.writeValueAsString(value);
  }

  /// What a report file holds; null if it says `null`.
  static <T> @Nullable T read(byte[] content, Class<T> type) {
    return LINE.readValue(content, type);
  }

  static String page(Object value) {
    return PAGE.writeValueAsString(value);
  }
}
