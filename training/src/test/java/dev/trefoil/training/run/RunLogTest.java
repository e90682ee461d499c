package dev.trefoil.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RunLogTest {
  @TempDir private Path directory;

  private static LogLine train(long step, double loss) {
    return new LogLine("train", step, 100 * step, 0.5, loss, null, 1e-3, 0.7, 3000.0, step, null);
  }

  private static LogLine valid(long step, double loss) {
    return new LogLine(
        "valid", step, 100 * step, 0.5, loss, Math.exp(loss), null, null, null, step, null);
  }

  @Test
  void continuingDropsTheLinesAfterTheCheckpoint() {
    Path file = directory.resolve("log.jsonl");
    try (RunLog log = new RunLog(file, 0)) {
      for (int step = 1; step <= 10; step++) {
        log.add(train(step, 5 - 0.1 * step));
      }
    }
    try (RunLog log = new RunLog(file, 6)) {
      assertThat(log.lines()).extracting(LogLine::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      log.add(train(7, 1));
    }
    assertThat(RunLog.read(file)).hasSize(7).last().isEqualTo(train(7, 1));
  }

  @Test
  void aLineThatACrashCutOffIsLeftOut() throws IOException {
    Path file = directory.resolve("log.jsonl");
    try (RunLog log = new RunLog(file, 0)) {
      log.add(train(1, 5));
    }
    Files.writeString(file, "{\"kind\":\"train\",\"st", StandardOpenOption.APPEND);
    assertThat(RunLog.read(file)).containsExactly(train(1, 5));
  }

  @Test
  void theCurveIsWellFormedAndLabelsItsAxes() throws Exception {
    List<LogLine> lines = new ArrayList<>();
    for (int step = 1; step <= 5000; step++) {
      lines.add(train(step, 2 + 6 * Math.exp(-step / 500.0)));
    }
    lines.add(valid(2500, 2.6));
    lines.add(valid(5000, 2.2));
    for (List<LogLine> log : List.of(lines, lines.subList(0, 1), List.<LogLine>of())) {
      String svg = LossCurve.svg("Loss of <a> & \"b\"", log);
      Document parsed =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(svg)
          .contains("loss (nats per token)")
          .contains("tokens</text>")
          .contains("prefers-color-scheme: dark")
          .doesNotContain("NaN")
          .doesNotContain("Infinity");
      assertThat(svg.length()).isLessThan(30_000);
    }
  }

  @Test
  void oneRunAtATimePerDirectory() {
    RunLock first = RunLock.take(directory);
    assertThatThrownBy(() -> RunLock.take(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("another run");
    first.close();
    RunLock.take(directory).close();
  }
}
