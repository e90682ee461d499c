package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedSettingsTest {
  @TempDir Path directory;

  @Test
  void withoutAFileExitsAreAtAHalfThreeQuartersAndAllOfTheLayers() {
    assertThat(SortedSettings.read(directory, 12).exits()).containsExactly(6, 9, 12);
    assertThat(SortedSettings.read(directory, 4).exits()).containsExactly(2, 3, 4);
    assertThat(SortedSettings.read(directory, 2).exits()).containsExactly(1, 2);
    assertThat(SortedSettings.read(directory, 1).exits()).containsExactly(1);
  }

  @Test
  void aTargetMayHaveItsOwnProfile() {
    write(
        """
        {"exits": [3, 5], "thresholds": [0.4], "temperatures": [1.5, 1],
         "targets": {"big": {"thresholds": [0.8, 0]}}}
        """);
    SortedSettings settings = SortedSettings.read(directory, 5);
    assertThat(settings.exits()).containsExactly(3, 5);
    assertThat(settings.profileOf("small").thresholds()).containsExactly(0.4);
    assertThat(settings.profileOf("big").thresholds()).containsExactly(0.8, 0.0);
    assertThat(settings.profileOf("big").temperatures()).containsExactly(1.5, 1.0);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheFile() {
    refused("{\"exits\": [5, 3]}", "must ascend");
    refused("{\"exits\": [0, 3]}", "above 0");
    refused("{\"exits\": [2.5, 3]}", "whole numbers");
    refused("{\"exits\": 3}", "list of numbers");
    refused("{\"exits\": [\"3\"]}", "list of numbers");
    refused("{\"exits\": [1, 3], \"thresholds\": [0.1, 0.2, 0.3]}", "3 thresholds");
    refused("{\"exits\": [1, 3], \"thresholds\": [-0.1]}", "-0.1");
    refused("{\"exits\": [1, 3], \"temperatures\": [1, 0]}", "temperature is 0.0");
    refused("{\"exits\": [1, 3], \"targets\": {\"a\": {\"temperatures\": [1]}}}", "1 temp");
    refused("{\"exits\": [1, 3], \"targets\": {\"a\": {\"thresholds\": true}}}", "list of numbers");
  }

  @Test
  void targetsAreAnObjectOfObjects() {
    refused("{\"targets\": [1]}", "object of objects");
    refused("{\"targets\": {\"a\": 1}}", "object of objects");
  }

  private void refused(String json, String reason) {
    write(json);
    assertThatThrownBy(() -> SortedSettings.read(directory, 5))
        .isInstanceOfAny(IllegalArgumentException.class, CheckpointException.class)
        .hasMessageContaining(SortedSettings.FILE)
        .hasMessageContaining(reason);
  }

  @Test
  void profilesAreThoseOfTheSettings() {
    assertThatThrownBy(() -> new ExitProfile(List.of(), List.of(Double.NaN)))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ExitProfile(List.of(Double.NaN), List.of()))
        .hasMessageContaining("NaN");
  }

  private void write(String json) {
    try {
      Files.writeString(directory.resolve(SortedSettings.FILE), json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
