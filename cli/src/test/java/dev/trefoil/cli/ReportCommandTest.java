package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.result.StepCost;
import dev.trefoil.bench.result.TimeSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
  @TempDir Path folder;

  private Path report(String model) throws IOException {
    MethodResult plain =
        new MethodResult(
            "vanilla",
            true,
            false,
            false,
            61.3,
            1,
            Interval.unknown(),
            1,
            1,
            10,
            10,
            true,
            null,
            Map.of(),
            new TimeSplit(1, 0, 5, Double.NaN),
            List.of());
    BenchReport report =
        new BenchReport(
            new Machine("cpu", 2, "os", "25"),
            model,
            "bf16",
            1,
            "trefoil bench",
            1,
            0,
            16,
            1,
            0,
            List.of(new StepCost(1, 2)),
            List.of(plain),
            null);
    return Files.writeString(folder.resolve(model + ".json"), Json.page(report));
  }

  @Test
  void severalReportsBecomeOnePage() throws IOException {
    Path page = folder.resolve("page.html");
    CommandRun run =
        CommandRun.of(
            "report",
            report("model-a").toString(),
            report("model-b").toString(),
            "--out",
            page.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("page.html: 2 reports");
    assertThat(page).content().startsWith("<!DOCTYPE html>").contains("model-a", "model-b", "61.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": \"m\"} | machine is missing",
        "{\"model\": | line 1",
        "[1, 2] | no bench report",
        "null | no bench report",
        "'' | no bench report"
      })
  void aFileThatIsNoReportIsOneClearLineAndLeavesThePageAlone(String content, String reason)
      throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), content);
    Path page = Files.writeString(folder.resolve("page.html"), "old");
    CommandRun run = CommandRun.of("report", file.toString(), "--out", page.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("trefoil: ").contains("x.json", reason);
    assertThat(page).hasContent("old");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    CommandRun run = CommandRun.of("report", folder.resolve("none.json").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("none.json: no such file");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws IOException {
    Path page = folder.resolve("no/page.html");
    CommandRun run = CommandRun.of("report", report("m").toString(), "--out", page.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("page.html: cannot be written");
  }

  @Test
  void wrongUsageIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertThat(CommandRun.of("report").exitCode()).isEqualTo(2);
    Path file = report("m");
    String before = Files.readString(file);
    CommandRun run = CommandRun.of("report", file.toString(), "--out", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("also an input");
    assertThat(file).hasContent(before);
  }
}
