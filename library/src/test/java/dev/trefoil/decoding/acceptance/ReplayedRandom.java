package dev.trefoil.decoding.acceptance;

import java.util.random.RandomGenerator;

/// Recorded uniform numbers in their order, then a half for ever.
final class ReplayedRandom implements RandomGenerator {
  private final double[] numbers;
  private int used;

  ReplayedRandom(double[] numbers) {
    this.numbers = numbers.clone();
  }

  void rewind() {
    used = 0;
  }

  int used() {
    return used;
  }

  @Override
  public double nextDouble() {
    int i = used++;
    return i < numbers.length ? numbers[i] : 0.5;
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("acceptance draws doubles only");
  }
}
