package dev.trefoil.compute;

/// A time during which [Backend#weightsIn] holds. Scopes close in the reverse order of their
/// opening.
public interface WeightScope extends AutoCloseable {
  @Override
  void close();
}
