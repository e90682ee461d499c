package dev.trefoil.engine;

/// What speculation was worth in one sequence, by the strength of its evidence.
final class SpeculationRecord {
  private final GainEstimate[] byEvidence;

  SpeculationRecord(int classes) {
    byEvidence = new GainEstimate[classes];
    for (int i = 0; i < classes; i++) {
      byEvidence[i] = new GainEstimate();
    }
  }

  SpeculationRecord(SpeculationRecord other) {
    byEvidence = new GainEstimate[other.byEvidence.length];
    for (int i = 0; i < byEvidence.length; i++) {
      byEvidence[i] = new GainEstimate(other.byEvidence[i]);
    }
  }

  /// The strongest evidence told apart stands for all beyond.
  GainEstimate of(int evidence) {
    return byEvidence[Math.clamp(evidence, 0, byEvidence.length - 1)];
  }
}
