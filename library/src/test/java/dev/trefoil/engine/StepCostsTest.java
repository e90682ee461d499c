package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCostsTest {
  private static final StepCosts COSTS =
      new StepCosts(new int[] {1, 4, 8}, new double[] {1.0, 1.6, 3.2});

  @Test
  void betweenAndBeyondTheMeasuredNumbersItIsInterpolated() {
    assertThat(COSTS.of(1)).isEqualTo(1.0);
    assertThat(COSTS.of(2)).isCloseTo(1.2, within(1e-9));
    assertThat(COSTS.of(6)).isCloseTo(2.4, within(1e-9));
    assertThat(COSTS.of(16)).isCloseTo(6.4, within(1e-9));
  }

  @Test
  void noiseNeverMakesMoreRowsCheaper() {
    StepCosts noisy = new StepCosts(new int[] {1, 4, 8}, new double[] {2.0, 1.0, 3.0});
    assertThat(noisy.of(1)).isEqualTo(1.0);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new StepCosts(new int[] {1, 1}, new double[] {1, 1}))
        .hasMessageContaining("ascending");
    assertThatThrownBy(() -> new StepCosts(new int[] {1, 2}, new double[] {1, Double.NaN}))
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> new StepCosts(new int[] {2, 4}, new double[] {1, 2}))
        .hasMessageContaining("the first for 1 row");
  }

  @Test
  void theCacheKeepsThemPerMachineAndSubject(@TempDir Path folder) throws IOException {
    StepCostCache cache = new StepCostCache(folder.resolve("new"), "this machine");
    assertThat(cache.find("model")).isEmpty();
    cache.put("model", COSTS);
    assertThat(cache.find("model")).contains(COSTS);
    assertThat(cache.find("other model")).isEmpty();
    assertThat(new StepCostCache(folder.resolve("new"), "another").find("model")).isEmpty();
    try (var files = Files.list(folder.resolve("new"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, "{\"rows\": [1");
      }
    }
    assertThat(cache.find("model")).as("a cut file is measured again").isEmpty();
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    new StepCostCache(file, "machine").put("model", COSTS);
    assertThat(new StepCostCache(file, "machine").find("model")).isEmpty();
  }
}
