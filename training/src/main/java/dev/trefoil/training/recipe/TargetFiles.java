package dev.trefoil.training.recipe;

import dev.trefoil.training.draft.DraftConfigFile;
import dev.trefoil.training.draft.TargetModel;
import dev.trefoil.training.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// What drafts take over of the files beside a target's weights.
final class TargetFiles {
  private static final String CONFIG = "config.json";
  private static final List<String> TOKENIZER =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "tokenizer.model",
          "special_tokens_map.json",
          "generation_config.json");
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private TargetFiles() {}

  /// All fields of the target's config, for drafts with layers of exactly the target's kind.
  static SequencedMap<String, Object> config(TargetModel target) {
    Path file = target.directory().resolve(CONFIG);
    return MAPPER.readValue(read(file), new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /// The files of a draft whose only one beside the weights is this config.
  static SequencedMap<String, byte[]> configOnly(Map<String, Object> config) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(CONFIG, DraftConfigFile.bytes(config));
    return files;
  }

  /// Copies of the target's tokenizer, for drafts that are models of their own.
  static SequencedMap<String, byte[]> tokenizer(TargetModel target) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    for (String name : TOKENIZER) {
      Path file = target.directory().resolve(name);
      if (Files.isRegularFile(file)) {
        files.put(name, read(file));
      }
    }
    return files;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read: " + e, e);
    }
  }
}
