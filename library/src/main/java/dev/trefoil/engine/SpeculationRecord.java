package dev.trefoil.engine;

/// What speculation was worth in one sequence: by the strength of its evidence, and all told.
final class SpeculationRecord {
  private final GainEstimate[] byEvidence;
  private final DraftPause pause;

  /// Before anything is known.
  SpeculationRecord(int classes) {
    byEvidence = new GainEstimate[classes];
    for (int i = 0; i < classes; i++) {
      byEvidence[i] = new GainEstimate(firstAcceptance(i));
    }
    pause = new DraftPause();
  }

  /// As another stands.
  SpeculationRecord(SpeculationRecord other) {
    byEvidence = new GainEstimate[other.byEvidence.length];
    for (int i = 0; i < byEvidence.length; i++) {
      byEvidence[i] = new GainEstimate(other.byEvidence[i]);
    }
    pause = new DraftPause(other.pause);
  }

  /// Longer matches go on for longer: of a match of `n` tokens, `n / (n + 2)` is expected to stand.
  private static double firstAcceptance(int evidence) {
    return evidence == 0 ? 0.5 : evidence / (evidence + 2.0);
  }

  /// The strongest evidence told apart stands for all beyond.
  GainEstimate of(int evidence) {
    return byEvidence[Math.clamp(evidence, 0, byEvidence.length - 1)];
  }

  DraftPause pause() {
    return pause;
  }
}
