package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The window's contents are held by [LookaheadGoldenTest]; here its size.
class WindowTest {
  @Test
  void rowsOfEachStepWhileTheWindowFillsAreThoseOfTheOriginal() {
    assertThat(Window.initialTokens(5, 7)).isEqualTo(9);
    assertThat(Window.rows(5, 1, 7)).isEqualTo(9);
    assertThat(Window.rows(5, 2, 7)).isEqualTo(8 + 9);
    assertThat(Window.rows(5, 3, 7)).isEqualTo(7 + 8 + 8);
    assertThat(Window.rows(5, 4, 7)).isEqualTo(6 + 7 + 7 + 7);
  }

  @Test
  void theWindowTakesWhatRowsThereAreAndGrowsBack() {
    Window window = new Window(5, 7, new int[9]);
    assertThat(window.resize(27, 7)).isTrue();
    assertThat(window.positions()).isEqualTo(7);
    assertThat(window.resize(6, 7)).isTrue();
    assertThat(window.positions()).isEqualTo(4);
    assertThat(window.resize(3, 7)).isTrue();
    assertThat(window.positions()).isEqualTo(1);
    assertThat(window.resize(2, 7)).as("no position fits").isFalse();
    assertThat(window.resize(1000, 7)).isTrue();
    assertThat(window.positions()).isEqualTo(7);
  }
}
