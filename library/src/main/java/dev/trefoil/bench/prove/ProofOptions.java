package dev.trefoil.bench.prove;

import dev.trefoil.compute.Precision;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.util.List;

/// What a proof covers: every method with every precision, batch size and thread count.
///
/// @param methods to compare with plain decoding, which itself is run in every setting too
/// @param maxNewTokens length limit of an answer
/// @param samplingSeeds sampled answers per prompt and method, at temperature 1
public record ProofOptions(
    List<Method> methods,
    MethodOptions needs,
    List<Precision> precisions,
    List<Integer> batches,
    List<Integer> threads,
    int maxNewTokens,
    int samplingSeeds) {
  public ProofOptions {
    methods = List.copyOf(methods);
    precisions = List.copyOf(precisions);
    batches = List.copyOf(batches);
    threads = List.copyOf(threads);
    if (precisions.isEmpty() || batches.isEmpty() || threads.isEmpty() || methods.isEmpty()) {
      throw new IllegalArgumentException(
          "a proof needs at least one method, dtype, batch size and thread count");
    }
    for (int batch : batches) {
      if (batch < 1) {
        throw new IllegalArgumentException("a batch of " + batch + "; at least 1 is needed");
      }
    }
    if (samplingSeeds < 0) {
      throw new IllegalArgumentException(samplingSeeds + " sampling seeds; 0 or more are allowed");
    }
  }
}
