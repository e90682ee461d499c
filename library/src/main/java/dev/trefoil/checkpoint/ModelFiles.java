package dev.trefoil.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What lies beside the weights of a model.
///
/// @param tokenizer the tokenizer's files that exist
/// @param chatTemplate the file that holds a chat template, or null when none does
public record ModelFiles(List<String> tokenizer, @Nullable String chatTemplate) {
  private static final List<String> TOKENIZER =
      List.of(
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt");

  public ModelFiles {
    tokenizer = List.copyOf(tokenizer);
  }

  static ModelFiles of(Path directory) {
    List<String> found =
        TOKENIZER.stream().filter(name -> Files.isRegularFile(directory.resolve(name))).toList();
    return new ModelFiles(found, chatTemplate(directory));
  }

  private static @Nullable String chatTemplate(Path directory) {
    String separate = "chat_template.jinja";
    if (Files.isRegularFile(directory.resolve(separate))) {
      return separate;
    }
    for (String name : List.of("tokenizer_config.json", "chat_template.json")) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file) && JsonFile.read(file).has("chat_template")) {
        return name;
      }
    }
    return null;
  }
}
