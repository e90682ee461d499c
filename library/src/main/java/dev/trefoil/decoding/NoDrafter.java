package dev.trefoil.decoding;

import java.util.List;

/// Plain decoding: every tree stays a root.
public final class NoDrafter implements Drafter {
  public NoDrafter() {}

  @Override
  public String name() {
    return "vanilla";
  }

  @Override
  public void propose(List<Sequence> batch) {}
}
