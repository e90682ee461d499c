package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFileTest {
  @TempDir private Path directory;

  private CorpusData data() {
    DefectCounts defects = new DefectCounts();
    defects.add(Defect.UNKNOWN_ROLE, 3);
    return new CorpusData(Corpora.random(50, 30, 1), defects);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = directory.resolve("a.corpus");
    CorpusData written = data();
    CorpusFile.write(file, written);
    CorpusData read = CorpusFile.read(file).orElseThrow();
    assertThat(read.corpus().ids()).isEqualTo(written.corpus().ids());
    assertThat(read.corpus().starts()).isEqualTo(written.corpus().starts());
    assertThat(read.corpus().trained()).isEqualTo(written.corpus().trained());
    assertThat(read.defects().phrases()).isEqualTo(written.defects().phrases());
  }

  @Test
  void aDamagedFileCountsAsMissing() throws IOException {
    Path file = directory.resolve("a.corpus");
    CorpusFile.write(file, data());
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 20, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(CorpusFile.read(file)).isEmpty();
    }
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;
    Files.write(file, flipped);
    assertThat(CorpusFile.read(file)).isEmpty();
    assertThat(CorpusFile.read(directory.resolve("missing"))).isEmpty();
  }
}
