package dev.trefoil.bench.specbench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file with one JSON object per line, or one array of objects. Blank lines are skipped;
/// everything else that is wrong is found in one pass and told at once, so that a user mends a file
/// once.
final class JsonLines {
  private static final int MOST_PROBLEMS_SHOWN = 20;
  private static final long LONGEST_FILE = 1L << 30;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Makes something of a line, or throws an [IllegalArgumentException] that says what is wrong.
  interface LineReader<T> {
    T read(JsonNode object);
  }

  /// What one line became.
  ///
  /// @param number counted from 1
  record Line<T>(int number, T value) {}

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private String unit = "line";

  JsonLines(Path file) {
    this.file = file;
  }

  /// All lines that can be read; the others become problems.
  ///
  /// @throws BenchFileException when the file itself cannot be read
  <T> List<Line<T>> read(LineReader<T> reader) {
    byte[] bytes = bytes();
    if (isArray(bytes)) {
      unit = "element";
      return elements(bytes, reader);
    }
    List<Line<T>> lines = new ArrayList<>();
    int number = 0;
    for (int start = 0; start < bytes.length; ) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      try {
        String text = text(bytes, start, end);
        if (!text.isBlank()) {
          lines.add(new Line<>(number, reader.read(object(text))));
        }
      } catch (IllegalArgumentException problem) {
        problem(number, String.valueOf(problem.getMessage()));
      }
      start = end + 1;
    }
    return lines;
  }

  private static boolean isArray(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '[') {
        return true;
      }
      if (!Character.isWhitespace(b)) {
        return false;
      }
    }
    return false;
  }

  private <T> List<Line<T>> elements(byte[] bytes, LineReader<T> reader) {
    List<Line<T>> lines = new ArrayList<>();
    try {
      int number = 0;
      for (JsonNode element : json(text(bytes, 0, bytes.length))) {
        number++;
        try {
          lines.add(new Line<>(number, reader.read(object(element))));
        } catch (IllegalArgumentException problem) {
          problem(number, String.valueOf(problem.getMessage()));
        }
      }
    } catch (IllegalArgumentException problem) {
      throw new BenchFileException(file + ": " + problem.getMessage(), problem);
    }
    return lines;
  }

  /// What the file is made of, for messages: `line 3`, or of an array `element 3`.
  String place(int number) {
    return unit + " " + number;
  }

  /// Whether these bytes are one good line.
  static boolean isReadable(byte[] line, LineReader<?> reader) {
    try {
      reader.read(object(text(line, 0, line.length)));
      return true;
    } catch (IllegalArgumentException problem) {
      return false;
    }
  }

  void problem(int line, String what) {
    problems.add(place(line) + ": " + what);
  }

  /// Refuses the file when a line was bad.
  ///
  /// @param remedy what a good line looks like
  void requireNoProblems(String remedy) {
    if (problems.isEmpty()) {
      return;
    }
    int shown = Math.min(problems.size(), MOST_PROBLEMS_SHOWN);
    String more = shown < problems.size() ? "; and %d more".formatted(problems.size() - shown) : "";
    throw new BenchFileException(
        "%s: %s cannot be used: %s%s; %s"
            .formatted(
                file,
                problems.size() == 1 ? "1 " + unit : problems.size() + " " + unit + "s",
                String.join("; ", problems.subList(0, shown)),
                more,
                remedy));
  }

  private byte[] bytes() {
    try {
      if (Files.isDirectory(file)) {
        throw new BenchFileException(file + ": is a directory; give a JSONL file");
      }
      if (Files.size(file) > LONGEST_FILE) {
        throw new BenchFileException(
            "%s: %,d bytes; at most 1 GiB is read, split the file"
                .formatted(file, Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BenchFileException(file + ": cannot be read: " + reason(e), e);
    }
  }

  /// Why the operating system refused, without the path that the caller names already.
  static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    return cause instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(cause.getMessage());
  }

  private static String text(byte[] bytes, int start, int end) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, end - start))
              .toString();
      return start == 0 && text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      throw new IllegalArgumentException(
          "no JSON (%s at column %d)".formatted(firstSentence(e.getOriginalMessage()), column), e);
    }
  }

  private static JsonNode object(String text) {
    return object(json(text));
  }

  private static JsonNode object(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("no JSON object {...}");
    }
    return node;
  }

  private static String firstSentence(String message) {
    int remark = message.indexOf(" (start marker at");
    String plain = remark < 0 ? message : message.substring(0, remark);
    return plain.lines().findFirst().orElse("");
  }
}
