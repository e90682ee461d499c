package dev.trefoil.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which files of a repository a model needs: config, tokenizer, licence, and its weights once.
///
/// Weights in safetensors form are preferred to PyTorch archives, and the model's own names to
/// others. Files in subdirectories (other formats, training state) are left out.
final class HubFileChoice {
  private static final Set<String> SUPPORT =
      Set.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "chat_template.json",
          "trefoil.json",
          "LICENSE",
          "LICENSE.txt",
          "LICENSE.md",
          "NOTICE");

  /// In order of preference: the first that matches anything is taken, with its index.
  private static final List<Pattern> WEIGHTS =
      List.of(
          Pattern.compile("model\\.safetensors"),
          Pattern.compile("model-\\d+-of-\\d+\\.safetensors|model\\.safetensors\\.index\\.json"),
          Pattern.compile(
              "(?!consolidated|adapter|optimizer)[^/]+\\.safetensors(\\.index\\.json)?"),
          Pattern.compile("pytorch_model\\.bin"),
          Pattern.compile("pytorch_model-\\d+-of-\\d+\\.bin|pytorch_model\\.bin\\.index\\.json"),
          Pattern.compile(
              "(?!training_args|optimizer|scheduler|adapter|consolidated)[^/]+\\.(bin|pt)"));

  private HubFileChoice() {}

  /// Small files first, so that a wrong model is noticed early.
  static List<HubFile> choose(String repository, List<HubFile> files) {
    List<HubFile> chosen =
        new ArrayList<>(files.stream().filter(file -> SUPPORT.contains(file.name())).toList());
    for (Pattern pattern : WEIGHTS) {
      Predicate<HubFile> matches = file -> pattern.matcher(file.name()).matches();
      if (files.stream().anyMatch(matches.and(file -> !file.name().endsWith(".index.json")))) {
        files.stream()
            .filter(matches)
            .sorted((a, b) -> Boolean.compare(isIndex(b), isIndex(a)))
            .forEach(chosen::add);
        return List.copyOf(chosen);
      }
    }
    boolean gguf = files.stream().anyMatch(file -> file.name().endsWith(".gguf"));
    throw new CheckpointException(
        "%s has no weights in safetensors or PyTorch form among its %d files%s"
            .formatted(
                repository,
                files.size(),
                gguf ? "; it is a GGUF repository, pull the original model instead" : ""));
  }

  private static boolean isIndex(HubFile file) {
    return file.name().endsWith(".index.json");
  }
}
