package dev.trefoil.decoding;

import java.util.Arrays;

/// What happened to one sequence, counted per step.
public final class SequenceCounters {
  private int steps;
  private long draftedTokens;
  private long acceptedTokens;
  private int faults;
  private int[] newTokensPerStep = new int[64];

  SequenceCounters() {}

  void countStep(int drafted, int newTokens) {
    if (steps == newTokensPerStep.length) {
      newTokensPerStep = Arrays.copyOf(newTokensPerStep, 2 * steps);
    }
    newTokensPerStep[steps++] = newTokens;
    draftedTokens += drafted;
    acceptedTokens += Math.max(0, newTokens - 1);
  }

  void countFault() {
    faults++;
  }

  /// Verification passes of the target.
  public int steps() {
    return steps;
  }

  /// Proposed tree nodes, roots not counted.
  public long draftedTokens() {
    return draftedTokens;
  }

  /// Proposed tokens that were kept.
  public long acceptedTokens() {
    return acceptedTokens;
  }

  /// Calls of the drafter that failed, and proposals that it gave up ([SupervisedDrafter]).
  public int faults() {
    return faults;
  }

  /// New tokens of each step, bonus token included (so at least 1).
  public int[] newTokensPerStep() {
    return Arrays.copyOf(newTokensPerStep, steps);
  }
}
