package dev.trefoil.cli;

import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns an exception into one clear line on standard error and exit code 1, or that of an
/// interruption where the user wished it ([CancellationException]). The stack trace is shown when
/// the environment variable `TREFOIL_TRACE` is set.
final class FailureReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult result) {
    return report(failure, line.getErr());
  }

  /// Prints the line and gives the exit code.
  static int report(Throwable failure, PrintWriter err) {
    err.println("trefoil: " + oneLine(failure));
    if (System.getenv("TREFOIL_TRACE") != null) {
      failure.printStackTrace(err);
    }
    err.flush();
    return failure instanceof CancellationException
        ? Trefoil.INTERRUPTED
        : CommandLine.ExitCode.SOFTWARE;
  }

  /// The message of a failure, with its kind where the message alone says too little.
  static String oneLine(Throwable failure) {
    @Nullable String message = failure.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message;
    if (failure instanceof OutOfMemoryError) {
      text = "out of memory: " + text;
    } else if (failure instanceof LinkageError) {
      text = "native code cannot be loaded: " + text;
    } else if (failure instanceof java.nio.file.NoSuchFileException) {
      text = "no such file: " + text;
    } else if (failure instanceof java.nio.file.AccessDeniedException) {
      text = "access denied: " + text;
    } else if (failure instanceof NullPointerException
        || failure instanceof IndexOutOfBoundsException) {
      text = "internal error, please report it: " + failure;
    }
    return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(text);
  }
}
