package dev.trefoil.compute;

/// A handle on `[rows, columns]` f32 activations in step memory.
///
/// Valid until [Backend#beginStep] or until [Backend#release] of an older mark, whichever is first.
public interface Matrix {
  int rows();

  int columns();
}
