package dev.trefoil.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.specbench.BenchFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchDirectoryTest {
  private static final BenchIdentity SHORT =
      new BenchIdentity(Map.of("max new tokens", "64", "model", "demo"));
  private static final BenchIdentity LONG =
      new BenchIdentity(Map.of("max new tokens", "128", "model", "demo"));

  @TempDir Path folder;

  private int pairs(BenchIdentity identity, boolean restart, boolean add) {
    try (BenchDirectory directory = BenchDirectory.open(folder.resolve("out"), identity, restart)) {
      int before = directory.runs().pairs().size();
      if (add) {
        Run run = Pairs.run(20, 2, 5, 6, 7);
        directory.runs().add(Pairs.pair(1, "pld", 0, run, run));
      }
      return before;
    }
  }

  @Test
  void theSameSettingsGoOn() {
    assertThat(pairs(SHORT, false, true)).isZero();
    assertThat(pairs(SHORT, false, false)).isEqualTo(1);
  }

  @Test
  void otherSettingsAreRefusedByNameAndRestartStartsAnew() {
    pairs(SHORT, false, true);
    assertThatThrownBy(() -> pairs(LONG, false, false))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll("max new tokens was 64, is 128", "--restart");
    assertThat(pairs(LONG, true, false)).isZero();
    assertThat(pairs(LONG, false, false)).isZero();
  }

  @Test
  void whatAMethodNeedsMayBeAddedButNotChanged() {
    pairs(SHORT, false, true);
    Map<String, String> settings = new java.util.HashMap<>(SHORT.settings());
    settings.put("draft", "one");
    assertThat(pairs(new BenchIdentity(settings), false, false)).isEqualTo(1);
    assertThat(pairs(SHORT, false, false)).isEqualTo(1);
    settings.put("draft", "other");
    BenchIdentity other = new BenchIdentity(settings);
    assertThatThrownBy(() -> pairs(other, false, false))
        .hasMessageContaining("draft was one, is other");
  }

  @Test
  void runsWithoutTheirSettingsAreRefused() throws IOException {
    pairs(SHORT, false, true);
    Files.delete(folder.resolve("out/bench.json"));
    assertThatThrownBy(() -> pairs(SHORT, false, false)).hasMessageContaining("bench.json");
  }

  @Test
  void aChangedModelFileIsAnotherModel() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{}");
    String before = BenchIdentity.ofFiles(model);
    assertThat(BenchIdentity.ofFiles(model)).isEqualTo(before);
    Files.writeString(model.resolve("config.json"), "{ }");
    assertThat(BenchIdentity.ofFiles(model)).isNotEqualTo(before);
  }

  @Test
  void namesBecomeFileNames() {
    assertThat(BenchDirectory.fileName("a/b c-1.5B")).isEqualTo("a_b_c-1.5B");
  }
}
