package dev.trefoil.drafter.vocabulary;

import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.drafter.vocabulary.VocabularyChoice.Listed;
import dev.trefoil.drafter.vocabulary.VocabularyChoice.MostFrequent;
import dev.trefoil.drafter.vocabulary.VocabularyChoice.Whole;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `draft_vocabulary.json`: the tokens that the draft beside it proposes.
///
/// @param where the file, for messages
/// @param targetSize number of the target's tokens (`tokenizer_vocabulary`)
/// @param tokens the target's ids, the most frequent first; at least one, each once
/// @param coverage share of the counted tokens that are among them, from 0 to 1
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record VocabularyFile(String where, int targetSize, int[] tokens, double coverage) {
  /// The name of the file in a draft's directory.
  public static final String NAME = "draft_vocabulary.json";

  private static final String KIND = "draft-vocabulary";
  private static final int FORMAT = 1;
  private static final int MOST_TOKENS = 1 << 24;

  public VocabularyFile {
    tokens = tokens.clone();
    if (!(coverage >= 0 && coverage <= 1)) {
      throw new IllegalArgumentException("a coverage of %s; allowed is 0 to 1".formatted(coverage));
    }
    DraftVocabulary.of(tokens, targetSize); // checks each
    if (Arrays.stream(tokens).distinct().count() < tokens.length) {
      throw new IllegalArgumentException("a token is listed twice; each may be there once");
    }
  }

  /// The file of a draft, if there is one.
  ///
  /// @param draft directory or weight file
  /// @throws CheckpointException that names the file and what is wrong with it
  @SuppressWarnings("MissingSummary") // the first line says it
  public static Optional<VocabularyFile> find(Path draft) {
    Path file = in(draft);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private static Path in(Path draft) {
    return Files.isDirectory(draft) ? draft.resolve(NAME) : draft.resolveSibling(NAME);
  }

  /// Reads a file.
  ///
  /// @throws CheckpointException that names it, the key and what is allowed
  public static VocabularyFile read(Path file) {
    JsonFile json = JsonFile.read(file);
    json.choice("kind", List.of(KIND));
    json.integer("format", FORMAT, FORMAT);
    int size = json.integer("tokenizer_vocabulary", 1, MOST_TOKENS);
    double coverage = json.has("coverage") ? coverage(json) : 0;
    return new VocabularyFile(json.where(), size, tokens(json, size), coverage);
  }

  private static double coverage(JsonFile json) {
    JsonNode value = json.get("coverage");
    double coverage = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(coverage >= 0 && coverage <= 1)) {
      throw json.refused("coverage", value, "allowed are numbers from 0 to 1");
    }
    return coverage;
  }

  private static int[] tokens(JsonFile json, int vocabulary) {
    JsonNode list = json.get("tokens");
    if (!list.isArray() || list.isEmpty()) {
      throw json.refused("tokens", list, "a list of at least one token id is expected");
    }
    int[] tokens = new int[list.size()];
    BitSet seen = new BitSet(vocabulary);
    for (int place = 0; place < tokens.length; place++) {
      JsonNode token = list.get(place);
      String key = "tokens[%d]".formatted(place);
      boolean known = token.isIntegralNumber() && token.canConvertToInt();
      int id = known ? token.intValue() : -1;
      if (id < 0 || id >= vocabulary) {
        throw json.refused(
            key, token, "allowed are token ids from 0 to %d".formatted(vocabulary - 1));
      }
      if (seen.get(id)) {
        throw json.refused(key, token, "which is there before; each token may be there once");
      }
      seen.set(id);
      tokens[place] = id;
    }
    return tokens;
  }

  /// What a draft proposes.
  ///
  /// @param draft directory or weight file
  /// @param targetSize number of the target's tokens
  /// @throws CheckpointException when the draft's file is damaged or of another vocabulary
  /// @throws IllegalArgumentException as [#check] does
  public static DraftVocabulary vocabulary(Path draft, VocabularyChoice choice, int targetSize) {
    check(draft, choice);
    Optional<VocabularyFile> found = choice instanceof Whole ? Optional.empty() : find(draft);
    if (found.isEmpty()) {
      return DraftVocabulary.whole(targetSize);
    }
    VocabularyFile file = found.get();
    if (file.targetSize != targetSize) {
      throw new CheckpointException(
          "%s: \"tokenizer_vocabulary\" is %d, the target has %d tokens; make the file anew with 'trefoil data vocabulary --model TARGET'"
              .formatted(file.where, file.targetSize, targetSize));
    }
    int wanted = choice instanceof MostFrequent most ? most.tokens() : file.tokens.length;
    return DraftVocabulary.of(Arrays.copyOf(file.tokens, wanted), targetSize);
  }

  /// Refuses a number of tokens that a draft's file does not list.
  ///
  /// @param draft directory or weight file
  /// @throws IllegalArgumentException that says how to make the file, or how many there are
  public static void check(Path draft, VocabularyChoice choice) {
    switch (choice) {
      case Listed _, Whole _ -> {}
      case MostFrequent(int wanted) -> {
        VocabularyFile file =
            find(draft)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "a draft vocabulary of %d tokens is asked for, but there is no %s; make it with 'trefoil data vocabulary --model TARGET --data PATH --tokens %d --out %s'"
                                .formatted(wanted, in(draft), wanted, in(draft))));
        if (wanted > file.tokens.length) {
          throw new IllegalArgumentException(
              "a draft vocabulary of %d tokens is asked for, but %s lists %d; allowed are 1 to %d, or 'all'"
                  .formatted(wanted, file.where, file.tokens.length, file.tokens.length));
        }
      }
    }
  }

  /// Writes or replaces a file, whole or not at all; its directory must exist.
  public void write(Path file) {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode json = mapper.createObjectNode();
    json.put("kind", KIND).put("format", FORMAT).put("tokenizer_vocabulary", targetSize);
    json.put("coverage", coverage);
    ArrayNode list = json.putArray("tokens");
    for (int token : tokens) {
      list.add(token);
    }
    ByteBuffer bytes = ByteBuffer.wrap(mapper.writeValueAsBytes(json));
    AtomicFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VocabularyFile that
        && where.equals(that.where)
        && targetSize == that.targetSize
        && Arrays.equals(tokens, that.tokens)
        && coverage == that.coverage;
  }

  @Override
  public int hashCode() {
    return 31 * where.hashCode() + Arrays.hashCode(tokens);
  }
}
