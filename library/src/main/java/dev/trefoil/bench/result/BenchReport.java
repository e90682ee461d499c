package dev.trefoil.bench.result;

import dev.trefoil.bench.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several methods against plain decoding, one model, one question set: the content of
/// `report.json`.
///
/// @param command what made it, to be run again
/// @param questions how many were answered
/// @param truncatedQuestions how many of them were shortened to fit the model's context
/// @param maxNewTokens length limit of an answer
/// @param repeats timed runs of each question and method; the median counts
/// @param temperature 0 is greedy decoding
/// @param stepCost of this model on this machine, rows ascending; empty where not measured
/// @param methods baseline first, then the A/A row if there is one, then the others
/// @param tree one drawn step, of the method that speaks best for the picture
public record BenchReport(
    Machine machine,
    String model,
    String dtype,
    long seed,
    String command,
    int questions,
    int truncatedQuestions,
    int maxNewTokens,
    int repeats,
    double temperature,
    List<StepCost> stepCost,
    List<MethodResult> methods,
    @Nullable TreeExample tree) {
  public BenchReport {
    Require.present(machine, "machine");
    Require.present(model, "model");
    Require.present(dtype, "dtype");
    Require.present(command, "command");
    Require.atLeast(0, truncatedQuestions, "truncatedQuestions");
    Require.atLeast(truncatedQuestions, questions, "questions");
    Require.atLeast(0, maxNewTokens, "maxNewTokens");
    Require.atLeast(0, repeats, "repeats");
    Require.measured(temperature, "temperature");
    stepCost = List.copyOf(Require.present(stepCost, "stepCost"));
    methods = List.copyOf(Require.present(methods, "methods"));
    for (int i = 1; i < methods.size(); i++) {
      if (methods.get(i).baseline()) {
        throw new IllegalArgumentException(
            "%s: baseline is row %d; there is one, and it comes first"
                .formatted(methods.get(i).method(), i));
      }
    }
  }
}
