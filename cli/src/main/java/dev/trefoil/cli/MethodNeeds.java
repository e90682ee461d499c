package dev.trefoil.cli;

import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.RowBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Options of every command that runs a method: what the method needs beside the target.
final class MethodNeeds {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private DraftFlags drafts;

  @Option(
      names = "--datastore",
      paramLabel = "FILE",
      description = "Datastore of 'trefoil datastore build', for rest.")
  private @Nullable Path datastore;

  @Option(
      names = "--lossy-typical",
      description = "Decides sampled answers by typical acceptance: faster, NOT lossless.")
  private boolean lossyTypical;

  @Option(
      names = "--budget",
      paramLabel = "ROWS",
      defaultValue = "auto",
      description =
          "Tree nodes per step: auto (as many as pay here), paper, or a number (default: auto).")
  private String budget = "auto";

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  MethodNeeds() {}

  /// What was given, and what the model brings along.
  ///
  /// @param model as the command line names it
  MethodOptions options(String model) {
    MethodOptions given =
        new MethodOptions(
            drafts.options(),
            datastore,
            lossyTypical,
            Usage.check(command, () -> RowBudget.parse(budget)));
    return EmbeddedDrafts.complete(model, given);
  }

  /// The method of that name, which has all that it needs.
  Method method(String name, MethodOptions options) {
    Method method = Usage.check(command, () -> Method.parse(name));
    requireComplete(method, options);
    return method;
  }

  /// A comma-separated list; `all` are those that have what they need. The baseline comes first.
  List<Method> methods(String names, MethodOptions options) {
    List<Method> methods = Usage.check(command, () -> Method.parseList(names, options));
    methods.forEach(method -> requireComplete(method, options));
    return methods;
  }

  private void requireComplete(Method method, MethodOptions options) {
    method
        .missing(options)
        .ifPresent(
            lack -> {
              throw new ParameterException(
                  command.commandLine(), method.label() + " needs " + lack);
            });
    Usage.check(command, () -> options.drafts().requireVocabulary(method));
  }

  /// Those of these methods whose sampled answers are not plain decoding's in distribution.
  Set<String> lossyMethods(List<String> methods) {
    return lossyTypical ? Set.copyOf(methods) : Set.of();
  }
}
