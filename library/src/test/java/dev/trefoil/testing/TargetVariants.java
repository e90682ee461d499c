package dev.trefoil.testing;

import dev.trefoil.compute.Precision;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// The recorded targets, one of each architecture.
public final class TargetVariants {
  private TargetVariants() {}

  /// Their names, each with every precision.
  public static Stream<Arguments> withPrecisions() {
    return Golden.cases("target-llama").stream()
        .flatMap(
            directory ->
                Stream.of(Precision.values())
                    .map(precision -> Arguments.of(directory.getFileName(), precision)));
  }
}
