package dev.trefoil.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Values of options that are checked by the library: what it refuses is wrong usage, exit code 2.
final class Usage {
  private Usage() {}

  /// What to throw for options that cannot be used.
  static ParameterException wrong(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Reads a value from options.
  ///
  /// @param spec of the command that has them
  @SuppressWarnings("MissingSummary") // the line above is one
  static <T> T check(CommandSpec spec, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException refusal) {
      throw new ParameterException(spec.commandLine(), refusal.getMessage(), refusal);
    }
  }
}
