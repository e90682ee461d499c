package dev.trefoil.training.data;

import dev.trefoil.training.data.ConversationRepair.RawTurn;
import dev.trefoil.training.data.Turn.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Reads conversations in ShareGPT form, one at a time: a JSON array of objects, or one object per
/// line. Files may be of any size: memory is needed for one conversation.
///
/// An object holds `conversations` (or `messages`), a list of turns with `from` (or `role`) and
/// `value` (or `content`), and perhaps an `id`. Roles are `human` or `user`; `gpt`, `chatgpt`,
/// `assistant` or `model`; `system`. A turn with `"cut": true` was ended by a length limit. An
/// array that breaks off is an error that names the place; a bad line among lines is dropped and
/// counted.
public final class ShareGptReader {
  /// Characters of the longest conversation that is read.
  static final int LONGEST = 1 << 24;

  private static final ObjectMapper MAPPER = JsonMapper.shared();

  private final Path file;
  private final DefectCounts counts;
  private final ConversationRepair repair;
  private final LongConsumer progress;

  /// Mends what can be mended.
  ///
  /// @param counts receives what was mended or dropped
  public ShareGptReader(Path file, DefectCounts counts) {
    this(file, DefectPolicy.MEND, counts, bytes -> {});
  }

  /// @param counts receives what was mended or dropped
  /// @param progress hears the bytes of the file that have been read
  @SuppressWarnings("MissingSummary") // the parameters say all
  public ShareGptReader(
      Path file, DefectPolicy policy, DefectCounts counts, LongConsumer progress) {
    this.file = file;
    this.counts = counts;
    this.repair = new ConversationRepair(policy, counts);
    this.progress = progress;
  }

  /// Hands every usable conversation to `consumer`, in the order of the file.
  ///
  /// @throws DataException when the file is missing, not UTF-8, not JSON or breaks off
  public void forEach(Consumer<Conversation> consumer) {
    forEachWhile(
        conversation -> {
          consumer.accept(conversation);
          return true;
        });
  }

  /// Hands usable conversations to `consumer`, in the order of the file, until it returns false.
  ///
  /// @return whether the file was read to its end
  /// @throws DataException when the file is missing, not UTF-8, not JSON or breaks off
  public boolean forEachWhile(Predicate<Conversation> consumer) {
    try (BufferedReader reader = open()) {
      return startsWithArray(reader) ? readArray(reader, consumer) : readLines(reader, consumer);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a ShareGPT file (JSON or JSONL)", e);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": not UTF-8 text; convert it to UTF-8", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private BufferedReader open() throws IOException {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a directory; give a ShareGPT file (JSON or JSONL)");
    }
    return new BufferedReader(
        new InputStreamReader(
            new CountingInputStream(Files.newInputStream(file), progress),
            StandardCharsets.UTF_8.newDecoder()));
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

  private boolean readArray(BufferedReader reader, Predicate<Conversation> consumer)
      throws IOException {
    long index = 0;
    BoundedReader bounded = new BoundedReader(reader, LONGEST);
    try (JsonParser parser = MAPPER.createParser(bounded)) {
      parser.nextToken();
      for (JsonNode node = nextOf(parser, index); node != null; node = nextOf(parser, index)) {
        Optional<Conversation> conversation = conversation(node);
        if (conversation.isPresent() && !consumer.test(conversation.get())) {
          return false;
        }
        index++;
        bounded.beginPiece();
      }
      return true;
    }
  }

  /// The next element of the array, null after the last.
  private @Nullable JsonNode nextOf(JsonParser parser, long index) throws IOException {
    try {
      JsonToken next = parser.nextToken();
      if (next == null) {
        throw new DataException(
            "%s: ends inside the array after %d conversations; the file is cut off"
                .formatted(file, index));
      }
      if (next != JsonToken.END_ARRAY) {
        return parser.readValueAsTree();
      }
      if (parser.nextToken() != null) {
        throw new DataException(
            "%s: %s: goes on after the array; expected one array, or one object per line"
                .formatted(file, place(parser.currentTokenLocation())));
      }
      return null;
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof CharacterCodingException notUtf8) {
        throw notUtf8;
      }
      throw new DataException(
          "%s: conversation %d cannot be read: %s".formatted(file, index, e.getOriginalMessage()),
          e);
    } catch (JacksonException e) {
      throw new DataException(
          "%s: not JSON in conversation %d, %s: %s"
              .formatted(file, index, place(e.getLocation()), reason(e)),
          e);
    }
  }

  /// Without the parser's remarks on itself.
  private static String reason(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int remark = message.indexOf(" (start marker at");
    return remark < 0 ? message : message.substring(0, remark);
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null
        ? "place unknown"
        : "line %d column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private boolean readLines(BufferedReader reader, Predicate<Conversation> consumer)
      throws IOException {
    LineSource lines = new LineSource(reader, LONGEST);
    boolean anyGood = false;
    boolean anyBad = false;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank() && !lines.tooLong()) {
        continue;
      }
      Optional<JsonNode> node = lines.tooLong() ? tooLong() : parsed(line);
      anyGood |= node.isPresent();
      anyBad |= node.isEmpty();
      Optional<Conversation> conversation = node.flatMap(this::conversation);
      if (conversation.isPresent() && !consumer.test(conversation.get())) {
        return false;
      }
    }
    if (!anyGood && anyBad) {
      throw new DataException(
          file + ": neither a JSON array nor one JSON object per line; give a ShareGPT file");
    }
    return true;
  }

  private Optional<JsonNode> tooLong() {
    counts.add(Defect.LONG_LINE);
    return Optional.empty();
  }

  private Optional<JsonNode> parsed(String line) {
    try {
      return Optional.of(MAPPER.readTree(line));
    } catch (JacksonException e) {
      counts.add(Defect.NOT_JSON);
      return Optional.empty();
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
      String text = value != null && value.isString() ? value.stringValue() : "";
      turns.add(new RawTurn(role, text, turn.path("cut").asBoolean(false)));
    }
    JsonNode id = node.path("id");
    boolean named = id.isString() || id.isNumber();
    return repair.repair(named ? id.asString() : null, turns);
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
