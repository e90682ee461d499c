package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The processors once more, written for clearness alone: the judge of the fast ones.
final class ReferenceProcessors {
  private ReferenceProcessors() {}

  static double[] probabilities(
      float[] logits, SamplingOptions options, List<Integer> prompt, List<Integer> answer) {
    double[] p = new double[logits.length];
    for (int token = 0; token < p.length; token++) {
      double logit = logits[token] + options.logitBias().getOrDefault(token, 0.0);
      int times = Collections.frequency(answer, token);
      if (times > 0 || prompt.contains(token)) {
        logit *= logit < 0 ? options.repetitionPenalty() : 1 / options.repetitionPenalty();
      }
      if (times > 0) {
        logit -= options.presencePenalty() + times * options.frequencyPenalty();
      }
      p[token] = logit / options.temperature();
    }
    double largest = IntStream.range(0, p.length).mapToDouble(i -> p[i]).max().orElseThrow();
    for (int token = 0; token < p.length; token++) {
      p[token] = Math.exp(p[token] - largest);
    }
    normalise(p);
    truncate(p, options);
    return p;
  }

  private static void truncate(double[] p, SamplingOptions options) {
    double[] before = p.clone();
    List<Integer> order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer token) -> -before[token]))
            .toList();
    double above = 0;
    for (int rank = 0; rank < p.length; rank++) {
      int token = order.get(rank);
      boolean cutByCount = options.topK() > 0 && rank >= options.topK();
      boolean cutBySum = options.topP() < 1 && above >= options.topP();
      boolean cutByShare = before[token] < options.minP() * before[order.getFirst()];
      if (cutByCount || cutBySum || cutByShare) {
        p[token] = 0;
      }
      above += before[token];
    }
    normalise(p);
  }

  private static void normalise(double[] p) {
    double sum = 0;
    for (double value : p) {
      sum += value;
    }
    for (int token = 0; token < p.length; token++) {
      p[token] /= sum;
    }
  }
}
