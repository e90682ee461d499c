package dev.trefoil.engine;

/// How much longer passes take after drafting than plain ones after each other, beside the measured
/// [StepCosts] of their rows. A draft's weights and states push the target's out of the processor's
/// caches, so that a pass after drafting can take half as long again as measured, and more the
/// smaller the model.
///
/// The speed of a machine drifts by more than that. So only passes that were made within few steps
/// of each other are compared: the last ones with a draft and the first plain ones after them, and
/// the other way round.
final class PassPace {
  private static final int PLAIN_PASSES = 2; // that make a comparison; they may cost something
  private static final int DRAFTED_PASSES = 4;
  private static final double NEWS = 0.25;
  private static final double MOST = 2;

  private final Run plain = new Run();
  private final Run drafted = new Run();
  private boolean drafting;
  private double excess = 1;

  PassPace() {}

  /// Passes of one kind after each other.
  private static final class Run {
    private static final double OUTLIER = 2; // times the average: a pause of the machine
    private static final double LATEST = 0.2;

    private int passes;
    private double time; // beside the measured cost, moving average

    void begin() {
      passes = 0;
    }

    void add(double sample) {
      passes++;
      double most = passes == 1 ? sample : OUTLIER * time;
      time += Math.max(1.0 / passes, LATEST) * (Math.min(sample, most) - time);
    }
  }

  /// Learns of a plain pass that followed another.
  ///
  /// @param nanos that it took
  /// @param cost of its rows, milliseconds
  void learnPlain(long nanos, double cost) {
    if (drafting) {
      drafting = false;
      plain.begin();
    }
    plain.add(nanos * 1e-6 / cost);
    if (plain.passes == PLAIN_PASSES && drafted.passes >= DRAFTED_PASSES) {
      compare();
    }
  }

  /// Learns of a pass that followed drafting.
  void learnDrafted(long nanos, double cost) {
    if (!drafting) {
      drafting = true;
      drafted.begin();
    }
    drafted.add(nanos * 1e-6 / cost);
    if (drafted.passes == DRAFTED_PASSES && plain.passes >= PLAIN_PASSES) {
      compare();
    }
  }

  private void compare() {
    excess += NEWS * (Math.clamp(drafted.time / plain.time, 1, MOST) - excess);
  }

  /// What a pass after drafting costs beside plain ones of the same rows, from 1 to 2; 1 while it
  /// is not known.
  double excess() {
    return excess;
  }
}
