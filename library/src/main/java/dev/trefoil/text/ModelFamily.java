package dev.trefoil.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Guesses which built-in template a model without a template of its own needs.
final class ModelFamily {
  private static final List<String> LLAMA_3_TOKENS =
      List.of("\"<|start_header_id|>\"", "\"<|end_header_id|>\"", "\"<|eot_id|>\"");

  private ModelFamily() {}

  /// The name of a built-in template; empty if nothing is known about the model.
  ///
  /// @param config of `config.json`
  static Optional<String> of(Path directory, JsonNode config) {
    for (String name : names(directory, config)) {
      if (name.contains("vicuna")) {
        return Optional.of(BuiltInTemplates.VICUNA);
      }
      boolean llama2 = name.contains("llama-2") || name.contains("llama2");
      if (llama2 && name.contains("chat")) {
        return Optional.of(BuiltInTemplates.LLAMA_2);
      }
    }
    return hasLlama3Tokens(directory) ? Optional.of(BuiltInTemplates.LLAMA_3) : Optional.empty();
  }

  private static List<String> names(Path directory, JsonNode config) {
    List<String> names = new ArrayList<>();
    names.add(config.path("_name_or_path").asString(""));
    Path path = directory.toAbsolutePath().normalize();
    names.add(nameOf(path));
    Path parent = path.getParent();
    if (parent != null && nameOf(parent).equals("snapshots")) {
      names.add(nameOf(parent.getParent())); // a hub's cache: NAME/snapshots/REVISION
    }
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static String nameOf(@Nullable Path path) {
    Path name = path == null ? null : path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static boolean hasLlama3Tokens(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      // One byte is one char here; the tokens sought are ASCII.
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return LLAMA_3_TOKENS.stream().allMatch(text::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
