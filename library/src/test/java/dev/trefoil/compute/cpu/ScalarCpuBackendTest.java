package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.BackendContract;
import dev.trefoil.compute.Precision;
import java.util.Set;

/// The contract without the Vector API.
final class ScalarCpuBackendTest extends BackendContract {
  @Override
  protected Backend open(Precision precision) {
    return CpuBackend.open(precision, 1, Kernels.scalar(16));
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
