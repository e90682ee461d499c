package dev.trefoil.training.prepare;

import dev.trefoil.training.data.LossScope;
import java.nio.file.Path;
import java.util.List;

/// Which tokens a draft is to propose.
///
/// @param data ShareGPT files and directories of prepared data whose tokens are counted
/// @param mask which of them count
/// @param tokens most tokens of the result
/// @param out directory of the draft, or the file itself
public record VocabularyOptions(List<Path> data, LossScope mask, int tokens, Path out) {
  public VocabularyOptions {
    data = List.copyOf(data);
    if (data.isEmpty()) {
      throw new IllegalArgumentException(
          "no data; give at least one ShareGPT file or prepared directory");
    }
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "a draft vocabulary of %d tokens; at least 1 is needed".formatted(tokens));
    }
  }
}
