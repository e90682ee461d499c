package dev.trefoil.training.data;

import dev.trefoil.training.data.ConversationRepair.RawTurn;
import dev.trefoil.training.data.Turn.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Reads conversations in ShareGPT form, one at a time: a JSON array of objects, or one object per
/// line.
///
/// An object holds `conversations` (or `messages`), a list of turns with `from` (or `role`) and
/// `value` (or `content`). Roles are `human` or `user`; `gpt`, `chatgpt`, `assistant` or `model`;
/// `system`. An array that breaks off is an error that names the place; a bad line among lines is
/// dropped and counted.
public final class ShareGptReader {
  private static final ObjectMapper MAPPER = JsonMapper.shared();

  private final Path file;
  private final DefectCounts counts;
  private final ConversationRepair repair;

  /// @param counts receives what was mended or dropped
  public ShareGptReader(Path file, DefectCounts counts) {
    this.file = file;
    this.counts = counts;
    this.repair = new ConversationRepair(counts);
  }

  /// Hands every usable conversation to `consumer`, in the order of the file.
  ///
  /// @throws DataException when the file is missing, not UTF-8, not JSON or breaks off
  public void forEach(Consumer<Conversation> consumer) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      if (startsWithArray(reader)) {
        readArray(reader, consumer);
      } else {
        readLines(reader, consumer);
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a ShareGPT file (JSON or JSONL)", e);
    } catch (MalformedInputException e) {
      throw new DataException(file + ": not UTF-8 text; convert it to UTF-8", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean startsWithArray(BufferedReader reader) throws IOException {
    while (true) {
      reader.mark(1);
      int character = reader.read();
      if (character < 0) {
        return false;
      }
      if (!Character.isWhitespace(character) && character != '\uFEFF') {
        reader.reset();
        return character == '[';
      }
    }
  }

  private void readArray(BufferedReader reader, Consumer<Conversation> consumer) {
    long index = 0;
    try (JsonParser parser = MAPPER.createParser(reader)) {
      parser.nextToken();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        if (next == null) {
          throw new DataException(
              "%s: ends inside the array after %d conversations; the file is cut off"
                  .formatted(file, index));
        }
        JsonNode node = parser.readValueAsTree();
        conversation(node).ifPresent(consumer);
        index++;
      }
    } catch (JacksonException e) {
      throw new DataException(
          "%s: not JSON in conversation %d, %s: %s"
              .formatted(file, index, place(e), e.getOriginalMessage()),
          e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? "place unknown"
        : "line %d column %d".formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private void readLines(BufferedReader reader, Consumer<Conversation> consumer)
      throws IOException {
    long good = 0;
    long bad = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        conversation(MAPPER.readTree(line)).ifPresent(consumer);
        good++;
      } catch (JacksonException e) {
        counts.add(Defect.NOT_JSON);
        bad++;
      }
    }
    if (good == 0 && bad > 0) {
      throw new DataException(
          file + ": neither a JSON array nor one JSON object per line; give a ShareGPT file");
    }
  }

  private Optional<Conversation> conversation(JsonNode node) {
    JsonNode list = firstOf(node, "conversations", "messages");
    if (list == null || !list.isArray()) {
      counts.add(Defect.NO_TURNS);
      return Optional.empty();
    }
    List<RawTurn> turns = new ArrayList<>();
    for (JsonNode turn : list) {
      JsonNode from = firstOf(turn, "from", "role");
      JsonNode value = firstOf(turn, "value", "content");
      Role role = from == null || !from.isString() ? null : role(from.stringValue());
      if (role == null) {
        counts.add(Defect.UNKNOWN_ROLE);
        return Optional.empty();
      }
      turns.add(new RawTurn(role, value != null && value.isString() ? value.stringValue() : ""));
    }
    return repair.repair(turns);
  }

  private static @Nullable JsonNode firstOf(JsonNode node, String name, String otherName) {
    JsonNode value = node.get(name);
    return value == null ? node.get(otherName) : value;
  }

  private static @Nullable Role role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "human", "user" -> Role.USER;
      case "gpt", "chatgpt", "assistant", "model" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      default -> null;
    };
  }
}
