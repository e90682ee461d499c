package dev.trefoil.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingOptionsTest {
  private static SamplingOptions options(
      double temperature, int topK, double topP, double minP, double repetition, double other) {
    return new SamplingOptions(
        temperature, topK, topP, minP, repetition, other, other, Map.of(), 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, -1, Double.NaN, Double.POSITIVE_INFINITY, 1000.5})
  void temperaturesOutsideTheRangeAreRefused(double temperature) {
    assertThatThrownBy(() -> SamplingOptions.atTemperature(temperature, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature is " + temperature + "; allowed: 0 to 1000");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.0001, Double.NaN})
  void topPOutsideTheRangeIsRefused(double topP) {
    assertThatThrownBy(() -> options(1, 0, topP, 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("top-p is " + topP + "; allowed: above 0, up to 1");
  }

  @Test
  void theOtherSettingsAreCheckedToo() {
    assertThatThrownBy(() -> options(1, -1, 1, 0, 1, 0)).hasMessageContaining("top-k is -1");
    assertThatThrownBy(() -> options(1, 0, 1, 1.5, 1, 0)).hasMessageContaining("min-p is 1.5");
    assertThatThrownBy(() -> options(1, 0, 1, Double.NaN, 1, 0)).hasMessageContaining("min-p");
    assertThatThrownBy(() -> options(1, 0, 1, 0, 0, 0)).hasMessageContaining("repetition penalty");
    assertThatThrownBy(() -> options(1, 0, 1, 0, 1, Double.NaN)).hasMessageContaining("presence");
    assertThatThrownBy(() -> new SamplingOptions(1, 0, 1, 0, 1, 0, 0, Map.of(7, Double.NaN), 0))
        .hasMessageContaining("logit bias of token 7 is NaN");
    assertThatThrownBy(
            () -> new SamplingOptions(1, 0, 1, 0, 1, 0, 0, Map.of(7, Double.POSITIVE_INFINITY), 0))
        .hasMessageContaining("logit bias of token 7");
  }

  @Test
  void greedyEndsJustAboveTheBoundary() {
    assertThat(SamplingOptions.atTemperature(1e-5, 0).isGreedy()).isTrue();
    assertThat(SamplingOptions.atTemperature(Math.nextUp(1e-5), 0).isGreedy()).isFalse();
  }
}
