package dev.trefoil.training.recipe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What the heads of a draft are asked to do: to say the text's next tokens, to say them as the
/// target would, or a mixture.
///
/// @param headWeights factor of each head's losses
/// @param labels factor of the cross entropy to the tokens of the text
/// @param teacher factor of the cross entropy to the target's distribution
record HeadObjective(List<Double> headWeights, double labels, double teacher) {
  HeadObjective {
    headWeights = List.copyOf(headWeights);
    check(labels);
    check(teacher);
    headWeights.forEach(HeadObjective::check);
    if (labels + teacher == 0 || headWeights.stream().allMatch(weight -> weight == 0)) {
      throw new IllegalArgumentException(
          "every loss has the weight 0; give at least one a weight above 0");
    }
  }

  private static void check(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a loss with the weight %s; finite numbers from 0 on are allowed".formatted(weight));
    }
  }

  /// `1, decay, decay^2` and so on.
  static List<Double> decaying(int heads, double decay) {
    List<Double> weights = new ArrayList<>();
    double weight = 1;
    for (int head = 0; head < heads; head++) {
      weights.add(weight);
      weight *= decay;
    }
    return weights;
  }

  /// All on the last one.
  static List<Double> lastOf(int heads) {
    List<Double> weights = new ArrayList<>(Collections.nCopies(heads - 1, 0.0));
    weights.add(1.0);
    return weights;
  }
}
