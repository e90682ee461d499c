package dev.trefoil.torch;

import org.bytedeco.pytorch.GradMode;

/// Recording switched off on this thread until closed.
final class Gradients implements AutoCloseable {
  private final boolean before;

  private Gradients() {
    before = GradMode.is_enabled();
    GradMode.set_enabled(false);
  }

  static Gradients off() {
    return new Gradients();
  }

  @Override
  public void close() {
    GradMode.set_enabled(before);
  }
}
