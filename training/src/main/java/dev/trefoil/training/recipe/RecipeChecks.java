package dev.trefoil.training.recipe;

import java.util.List;

/// What options of several recipes must be.
final class RecipeChecks {
  /// A tenth of Medusa's published run: 68,000 conversations twice, 128 a step.
  static final int MEDUSA_WARMUP = 106;

  private RecipeChecks() {}

  static void count(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s %d is not allowed; give 1 to %d".formatted(option, value, most));
    }
  }

  static void objective(double labels, double teacher) {
    weight("--label-weight", labels);
    weight("--teacher-weight", teacher);
    if (labels + teacher == 0) {
      throw new IllegalArgumentException(
          "--label-weight and --teacher-weight are both 0; give one a weight above 0");
    }
  }

  static void weight(String option, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s %s is not allowed; give a finite number from 0 on".formatted(option, value));
    }
  }

  /// Which of the allowed names it is.
  static int choice(String option, String value, String... allowed) {
    int index = List.of(allowed).indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s '%s' is not allowed; give %s".formatted(option, value, String.join(" or ", allowed)));
    }
    return index;
  }
}
