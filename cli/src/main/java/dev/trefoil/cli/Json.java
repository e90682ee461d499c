package dev.trefoil.cli;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How reports are written as JSON.
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

  static String page(Object value) {
    return PAGE.writeValueAsString(value);
  }
}
