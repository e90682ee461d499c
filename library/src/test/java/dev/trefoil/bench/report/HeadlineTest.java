package dev.trefoil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.result.MethodResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
  private static Headline of(double temperature, MethodResult... methods) {
    return Headline.of(Reports.report("m", temperature, List.of(), List.of(methods), null));
  }

  @Test
  void theFastestLosslessMethodIsNamedWithItsFactor() {
    Headline headline = Headline.of(Reports.full());
    assertThat(headline.claim())
        .isEqualTo("pld is 1.31 times as fast as plain decoding, with the same answers.");
    assertThat(headline.answers()).startsWith("All 2 lossless methods");
    assertThat(headline.notes()).singleElement().asString().startsWith("medusa is lossy");
    assertThat(headline.faults()).isEmpty();
  }

  @Test
  void aGainInsideTheNoiseIsNoGain() {
    assertThat(of(0, Reports.plain(), Reports.method("pld", 1.04, true)).claim())
        .startsWith("No method");
    MethodResult slightly = Reports.method("pld", 1.06, true); // from 1.01
    assertThat(of(0, Reports.plain(), slightly).claim()).startsWith("pld");
    assertThat(of(0, Reports.plain(), Reports.control(), slightly).claim()).startsWith("No method");
  }

  @Test
  void aMethodThatChangedAnswersNeverWinsAndIsAFault() {
    Headline headline =
        of(0, Reports.plain(), Reports.method("fast", 3, false), Reports.method("pld", 1.5, true));
    assertThat(headline.claim()).startsWith("pld");
    assertThat(headline.answers()).startsWith("1 of 2 methods");
    assertThat(headline.faults())
        .singleElement()
        .asString()
        .contains("fast changed an answer, first in question 83, turn 1, token 42");
  }

  @Test
  void sampledAnswersAreNotComparedTokenByToken() {
    Headline headline = of(0.7, Reports.plain(), Reports.method("pld", 1.5, false));
    assertThat(headline.claim()).isEqualTo("pld is 1.50 times as fast as plain decoding.");
    assertThat(headline.answers()).contains("distribution");
    assertThat(headline.faults()).isEmpty();
  }
}
