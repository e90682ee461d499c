package dev.trefoil.cli;

import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.RowBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of every command that runs a method: what the method needs beside the target.
final class MethodNeeds {
  @Option(
      names = "--draft",
      paramLabel = "DIR",
      description = "Directory of the draft, for methods that have one (sps).")
  private @Nullable Path draft;

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

  MethodNeeds() {}

  MethodOptions options() {
    return new MethodOptions(draft, datastore, lossyTypical, RowBudget.parse(budget));
  }

  /// Those of these methods whose sampled answers are not plain decoding's in distribution.
  Set<String> lossyMethods(List<String> methods) {
    return lossyTypical ? Set.copyOf(methods) : Set.of();
  }
}
