package dev.trefoil.compute;

/// An immutable parameter in the layout of the backend that made it, as `[rows, columns]`; a vector
/// has one row. Shared by all sequences; freed with the backend.
public interface Weight {
  int rows();

  int columns();
}
