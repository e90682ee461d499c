package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftPauseTest {
  /// Steps of a hundred that draft when each loses so much.
  private static int draftingOf(DraftPause pause, int steps, double plainSteps, double spent) {
    int drafting = 0;
    for (int i = 0; i < steps; i++) {
      boolean pausing = pause.pauses();
      drafting += pausing ? 0 : 1;
      pause.learn(pausing ? 1 : plainSteps, pausing ? 1 : spent);
    }
    return drafting;
  }

  @Test
  void whatLosesTimeSoonDraftsSeldom() {
    DraftPause pause = new DraftPause();
    draftingOf(pause, 1000, 1, 1.5);
    assertThat(draftingOf(pause, 1000, 1, 1.5)).isLessThan(100);
  }

  @Test
  void whatSavesTimeNeverPauses() {
    assertThat(draftingOf(new DraftPause(), 1000, 1.5, 1.2)).isEqualTo(1000);
  }

  @Test
  void itComesBackWhenDraftingPaysAgain() {
    DraftPause pause = new DraftPause();
    draftingOf(pause, 1000, 1, 1.5);
    draftingOf(pause, 600, 2, 1.2);
    assertThat(draftingOf(pause, 500, 2, 1.2)).isEqualTo(500);
  }

  @Test
  void stepsThatTeachNothingBringItsEndNearer() {
    DraftPause pause = new DraftPause();
    pause.pass();
    assertThat(pause.pauses()).isFalse();
    while (!pause.pauses()) {
      pause.learn(1, 2);
    }
    int steps = 0;
    for (; pause.pauses(); steps++) {
      pause.pass();
    }
    assertThat(steps).isEqualTo(16);
  }

  @Test
  void aNewSequenceBeginsWhereTheEngineStands() {
    DraftPause pause = new DraftPause();
    while (!pause.pauses()) {
      pause.learn(1, 2);
    }
    assertThat(new DraftPause(pause).pauses()).isTrue();
  }
}
