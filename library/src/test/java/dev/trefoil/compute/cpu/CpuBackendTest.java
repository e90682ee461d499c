package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.BackendContract;
import dev.trefoil.compute.Precision;
import java.util.Set;

final class CpuBackendTest extends BackendContract {
  @Override
  protected Backend open(Precision precision) {
    return CpuBackend.open(precision, 2);
  }

  @Override
  protected Set<Precision> precisions() {
    return Set.of(Precision.values());
  }

  @Override
  protected double tolerance() {
    return 2e-5;
  }
}
