package dev.trefoil.engine;

/// How passes go at the moment beside their measured [StepCosts]: plain ones that follow another
/// pass, and those that follow drafting. A draft's weights and states push the target's out of the
/// processor's caches, so that a pass after drafting can take half as long again as the measured
/// one, and more the smaller the model. Moving averages, so that a machine whose speed drifts moves
/// both.
final class PassPace {
  private static final double PLAIN_NEWS = 0.2; // plain passes are few where drafting pays
  private static final double DRAFTED_NEWS = 0.03;
  private static final double OUTLIER = 2; // times the average: a pause of the machine
  private static final double MOST_EXCESS = 3;

  private double plain; // measured time beside measured cost; 0 while unknown
  private double drafted;

  PassPace() {}

  /// Learns of a plain pass that followed another.
  ///
  /// @param nanos that it took
  /// @param cost of its rows, milliseconds
  void learnPlain(long nanos, double cost) {
    plain = moved(plain, nanos * 1e-6 / cost, PLAIN_NEWS);
  }

  /// Learns of a pass that followed drafting.
  void learnDrafted(long nanos, double cost) {
    drafted = moved(drafted, nanos * 1e-6 / cost, DRAFTED_NEWS);
  }

  private static double moved(double average, double sample, double news) {
    return average == 0 ? sample : average + news * (Math.min(sample, OUTLIER * average) - average);
  }

  /// What a pass after drafting costs beside the same rows in a row of passes, at least 1; 1 while
  /// it is not known.
  double excess() {
    return plain == 0 || drafted == 0 ? 1 : Math.clamp(drafted / plain, 1, MOST_EXCESS);
  }

  /// Time that was measured just now, in the milliseconds of the measured costs.
  ///
  /// @param nanos at least 0
  double inCosts(long nanos) {
    double pace = plain > 0 ? plain : drafted;
    return pace == 0 ? 0 : nanos * 1e-6 / pace;
  }
}
