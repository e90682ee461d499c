package dev.trefoil.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Options in a JSON file: one object, names without dashes.
final class ConfiguredCommand {
  private static final String OPTION = "--config";

  /// What belongs to one run, not to the settings that another one may share.
  private static final Set<String> OWN =
      Set.of("--target", "--data", "--valid", "--out", "--resume", OPTION, "--help", "--version");

  /// Of which only one may be given.
  private static final Set<String> LENGTHS = Set.of("--steps", "--tokens", "--epochs");

  private ConfiguredCommand() {}

  /// Runs the command again with the file's options added to those that were typed, which win.
  static int execute(CommandSpec spec, Path file) {
    List<String> words = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    int at = words.indexOf(OPTION);
    if (at >= 0) {
      words.subList(at, at + 2).clear();
    } else {
      words.removeIf(word -> word.startsWith(OPTION + "="));
    }
    read(spec, file)
        .forEach(
            (name, value) -> {
              if (!given(spec, name)) {
                words.add(name + "=" + value);
              }
            });
    CommandLine again = Trefoil.commandLine();
    again.setOut(spec.commandLine().getOut());
    again.setErr(spec.commandLine().getErr());
    return again.execute(words.toArray(String[]::new));
  }

  /// Whether that option, or another one for the same, was typed.
  private static boolean given(CommandSpec spec, String name) {
    Set<String> same = LENGTHS.contains(name) ? LENGTHS : Set.of(name);
    return same.stream().anyMatch(spec.commandLine().getParseResult()::hasMatchedOption);
  }

  private static SequencedMap<String, String> read(CommandSpec spec, Path file) {
    SequencedMap<String, String> options = new LinkedHashMap<>();
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        String name = "--" + field.getKey();
        OptionSpec option = spec.findOption(name);
        if (option == null || OWN.contains(name) || !field.getValue().isValueNode()) {
          throw new ParameterException(
              spec.commandLine(),
              "%s: '%s' is no setting of this command; see its --help"
                  .formatted(file, field.getKey()));
        }
        options.put(name, field.getValue().asString());
      }
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (JacksonException e) {
      throw new ParameterException(
          spec.commandLine(), "%s: not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    return options;
  }

  /// Every setting that has a value, in the order of the help text.
  static SequencedMap<String, Object> settings(CommandSpec spec) {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !OWN.contains(option.longestName())) {
        settings.put(option.longestName().substring(2), value);
      }
    }
    return settings;
  }
}
