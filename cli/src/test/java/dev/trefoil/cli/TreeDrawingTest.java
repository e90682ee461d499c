package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TreeDrawingTest {
  private static final int[] PARENTS = {-1, 0, 0, 2, 2, 1};
  private static final List<String> TEXTS = List.of(" the", " dog", " cat", " ran", " sat", "\n");
  private static final boolean[] ACCEPTED = {true, false, true, false, true, false};

  @Test
  void theAcceptedPathIsTheTopLineAndBranchesHangBelow() {
    assertThat(TreeDrawing.lines(PARENTS, TEXTS, ACCEPTED, " on", 80, false))
        .containsExactly(
            "␣the━┯━␣cat━┯━␣sat━━━[␣on]", //
            "     │      └╌␣ran",
            "     └╌␣dog╌╌╌↵");
  }

  @Test
  void threeBranchesShareOneChannel() {
    assertThat(
            TreeDrawing.lines(
                new int[] {-1, 0, 0, 1, 1},
                List.of("a", "b", "c", "d", "e"),
                new boolean[] {true, false, false, false, false},
                "x",
                80,
                false))
        .containsExactly(
            "a━┯━[x]", //
            "  ├╌b╌┬╌d",
            "  │   └╌e",
            "  └╌c");
  }

  @Test
  void aTreeOfOneNodeIsPlainDecoding() {
    assertThat(one("a", 80, false)).containsExactly("a━━━[b]");
  }

  @Test
  void aLongLineEndsInAnEllipsis() {
    assertThat(one("a", 5, false)).containsExactly("a━━━…");
    assertThat(one("a", 7, false)).containsExactly("a━━━[b]".substring(0, 7));
  }

  @Test
  void wideCharactersKeepTheChannelStraight() {
    assertThat(
            TreeDrawing.lines(
                new int[] {-1, 0, 0},
                List.of("日本", "e\u0301", "y"),
                new boolean[] {true, true, false},
                "x",
                80,
                false))
        .containsExactly("日本━┯━e\u0301━━━[x]", "     └╌y");
  }

  @Test
  void coloursAreSwitchedOffAgainAndControlCharactersNeverReachTheTerminal() {
    List<String> lines = one("\u001b[31m", 80, true);
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("\u001b[1;32m⟨001B⟩[31m")
        .endsWith("\u001b[0m");
    assertThat(TreeDrawing.lines(PARENTS, TEXTS, ACCEPTED, " on", 80, true).get(2))
        .isEqualTo("     \u001b[2m└╌␣dog╌╌╌↵\u001b[0m");
  }

  @Test
  void listsOfDifferentLengthsAreRefused() {
    assertThatThrownBy(
            () -> TreeDrawing.lines(new int[] {-1}, List.of(), new boolean[] {true}, "", 80, false))
        .hasMessageContaining("1 parents, 0 texts");
  }

  private static List<String> one(String root, int width, boolean color) {
    return TreeDrawing.lines(
        new int[] {-1}, List.of(root), new boolean[] {true}, "b", width, color);
  }
}
