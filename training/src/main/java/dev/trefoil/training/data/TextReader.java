package dev.trefoil.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Reads the texts of a file of any size, one at a time, as they are: nothing is mended.
///
/// Files named `.json`, `.jsonl` or `.ndjson` hold an array of objects, or objects one after the
/// other. An object has `conversations` (or `messages`), a list of turns with `value` (or
/// `content`), each of which is a text; or `text`. Every other file is plain text in UTF-8, which
/// is one text and comes in pieces that end at a line's end where there is one.
public final class TextReader {
  private static final ObjectMapper MAPPER = JsonMapper.shared();
  private static final int PIECE_CHARACTERS = 1 << 16;

  /// Receives texts in the order of the file.
  @FunctionalInterface
  public interface Texts {
    /// One text, or a piece of one.
    ///
    /// @param begins false for a piece that continues the text before it
    void accept(String text, boolean begins) throws IOException;
  }

  private final Path file;
  private final LongConsumer progress;

  /// @param progress hears the bytes of the file that have been read
  public TextReader(Path file, LongConsumer progress) {
    this.file = file;
    this.progress = progress;
  }

  /// Hands every text that is not empty to `texts`.
  ///
  /// @throws DataException when the file is missing, not UTF-8, not JSON, breaks off, or holds an
  ///   object without text; the message names file and line
  /// @throws IOException that `texts` threw
  public void forEach(Texts texts) throws IOException {
    try (InputStream in = open()) {
      if (isJson()) {
        readJson(in, texts);
      } else {
        readPlain(in, texts);
      }
    }
  }

  private InputStream open() {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a directory; give files of text, JSON or JSONL");
    }
    try {
      return new CountingInputStream(Files.newInputStream(file), progress);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a file of text, JSON or JSONL", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean isJson() {
    return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(json|jsonl|ndjson)");
  }

  private void readJson(InputStream in, Texts texts) throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      JsonToken next = parser.nextToken();
      boolean array = next == JsonToken.START_ARRAY;
      if (array) {
        next = parser.nextToken();
      }
      while (next != null && next != JsonToken.END_ARRAY) {
        long line = parser.currentTokenLocation().getLineNr();
        readObject(parser.readValueAsTree(), line, texts);
        next = parser.nextToken();
      }
      if (array && next == null) {
        throw new DataException(
            "%s: line %d: ends inside the array; the file is cut off"
                .formatted(file, parser.currentLocation().getLineNr()));
      }
      if (array && parser.nextToken() != null) {
        throw new DataException(
            "%s: line %d: goes on after the array; expected one array, or objects one after the other"
                .formatted(file, parser.currentTokenLocation().getLineNr()));
      }
    } catch (JacksonException e) {
      throw new DataException(
          "%s: %s: not JSON: %s".formatted(file, place(e), e.getOriginalMessage()), e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? "place unknown"
        : "line %d column %d".formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private void readObject(JsonNode object, long line, Texts texts) throws IOException {
    JsonNode list = firstOf(object, "conversations", "messages");
    if (list == null) {
      give(firstOf(object, "text", "text"), line, texts);
      return;
    }
    if (!list.isArray()) {
      throw unusable(line, "conversations is no list");
    }
    for (JsonNode turn : list) {
      give(firstOf(turn, "value", "content"), line, texts);
    }
  }

  private void give(@Nullable JsonNode text, long line, Texts texts) throws IOException {
    if (text == null || !text.isString()) {
      throw unusable(line, text == null ? "no text" : "a text that is no string");
    }
    if (!text.stringValue().isEmpty()) {
      texts.accept(text.stringValue(), true);
    }
  }

  private DataException unusable(long line, String found) {
    return new DataException(
        "%s: line %d: %s in the object that begins here; expected {\"conversations\": [{\"value\": TEXT}, ...]} or {\"text\": TEXT}"
            .formatted(file, line, found));
  }

  private static @Nullable JsonNode firstOf(JsonNode node, String name, String otherName) {
    JsonNode value = node.get(name);
    return value == null ? node.get(otherName) : value;
  }

  private void readPlain(InputStream in, Texts texts) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    StringBuilder piece = new StringBuilder();
    char[] block = new char[PIECE_CHARACTERS];
    boolean begins = true;
    for (int count = read(reader, block); count >= 0; count = read(reader, block)) {
      piece.append(block, 0, count);
      int end = pieceEnd(piece);
      if (end > 0) {
        texts.accept(piece.substring(0, end), begins);
        piece.delete(0, end);
        begins = false;
      }
    }
    if (!piece.isEmpty()) {
      texts.accept(piece.toString(), begins);
    }
  }

  private int read(BufferedReader reader, char[] block) {
    try {
      return reader.read(block);
    } catch (MalformedInputException e) {
      throw new DataException(file + ": not UTF-8 text; convert it to UTF-8", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Where a piece may end: after its last line, or anywhere but inside a character once it is
  /// long.
  private static int pieceEnd(StringBuilder piece) {
    int line = piece.lastIndexOf("\n") + 1;
    if (line > 0 || piece.length() < 4 * PIECE_CHARACTERS) {
      return line;
    }
    boolean split = Character.isHighSurrogate(piece.charAt(piece.length() - 1));
    return split ? piece.length() - 1 : piece.length();
  }
}
