package dev.trefoil.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.EngineReport.EngineStep;
import dev.trefoil.compute.Precision;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineBenchmarkTest {
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aTinyShapeIsMeasuredForEveryRowCount(Precision precision) {
    EngineShape shape = EngineShape.parse("64,2,4,2,96,100");
    EngineBenchmark.Options options =
        new EngineBenchmark.Options(shape, precision, 20, 1, List.of(1, 4, 9), 0.05, 1);
    EngineReport report = EngineBenchmark.run(options);
    assertThat(report.shape()).isEqualTo("64,2,4,2,96,100");
    assertThat(report.dtype()).isEqualTo(precision.label());
    assertThat(report.readGbPerS()).isPositive();
    assertThat(report.prefillTokensPerS()).isPositive();
    // per layer: query, key, value (64 + 32 + 32), output 64, gate, up and down 3 x 96; head 100
    long weights = 2 * (64 * 128 + 64 * 64 + 3 * 64 * 96) + 100 * 64;
    int bytes = precision == Precision.F32 ? 4 : precision == Precision.BF16 ? 2 : 1;
    assertThat(report.weightBytes()).isEqualTo(weights * bytes);
    assertThat(report.steps()).extracting(EngineStep::rows).containsExactly(1, 4, 9);
    for (EngineStep step : report.steps()) {
      assertThat(step.ms()).isPositive();
      double limitMs = report.weightBytes() / (report.readGbPerS() * 1e6);
      assertThat(step.shareOfLimit() * step.ms()).isBetween(limitMs * 0.999, limitMs * 1.001);
    }
    assertThat(report.table()).contains("64,2,4,2,96,100").hasLineCount(2 + 1 + 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1,2,3", "64,2,4,2,96,x", "64,2,4,3,96,100", "0,1,1,1,1,1", "30,2,4,2,9,9"})
  void aShapeThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> EngineShape.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
