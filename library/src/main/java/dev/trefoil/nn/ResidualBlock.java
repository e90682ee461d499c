package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import java.util.ArrayList;
import java.util.List;

/// `x + silu(x W^T + b)`: the block of Medusa's and Hydra's heads.
public record ResidualBlock(Linear linear) {

  /// Loads a chain of blocks. Published checkpoints repeat one block under several names: equal
  /// neighbours are loaded once.
  public static List<ResidualBlock> chain(WeightLoader loader, List<String> prefixes) {
    List<ResidualBlock> blocks = new ArrayList<>();
    for (int i = 0; i < prefixes.size(); i++) {
      boolean repeated = i > 0 && equal(loader, prefixes.get(i - 1), prefixes.get(i));
      blocks.add(
          repeated ? blocks.getLast() : new ResidualBlock(loader.linear(true, prefixes.get(i))));
    }
    return List.copyOf(blocks);
  }

  private static boolean equal(WeightLoader loader, String first, String second) {
    return loader.tensor(first + ".bias").tensor().equals(loader.tensor(second + ".bias").tensor())
        && loader
            .tensor(first + ".weight")
            .tensor()
            .equals(loader.tensor(second + ".weight").tensor());
  }

  /// `[rows, hidden]` to `[rows, hidden]`; `x` stays.
  public Matrix apply(Matrix x) {
    Backend backend = linear.backend();
    return backend.add(backend.silu(linear.apply(x)), x);
  }
}
