package dev.trefoil.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// The command line as it was typed, for what stays of a run.
final class TypedCommand {
  private TypedCommand() {}

  /// Absolute paths are shortened to their last name, which says as much elsewhere.
  static String of(CommandSpec spec) {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    return "trefoil "
        + String.join(
            " ",
            words.stream()
                .map(
                    word -> word.startsWith("/") ? word.substring(word.lastIndexOf('/') + 1) : word)
                .toList());
  }
}
