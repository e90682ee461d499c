package dev.trefoil.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Wrong usage as a line or two and exit code 2: the mistake, what may have been meant, where to
/// read on. The whole help would push the mistake off the screen.
final class UsageReport implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("trefoil: " + failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    if (!line.getSubcommands().isEmpty()) {
      err.println("Commands: " + String.join(", ", line.getSubcommands().keySet()));
    }
    err.println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }
}
