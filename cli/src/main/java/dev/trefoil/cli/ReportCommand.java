package dev.trefoil.cli;

import dev.trefoil.bench.report.HtmlReport;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil report`: bench reports as one page of HTML.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Makes one self-contained HTML page of the report.json files of 'trefoil bench'.",
    footer = {
      "",
      "Several files: one section each, in the order given.",
      "",
      "Examples:",
      "  trefoil report out/report.json",
      "  trefoil report out/demo/report.json out/stories/report.json --out both.html",
      "  trefoil report runs/*/report.json --out /tmp/report.html",
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "REPORT.json", arity = "1..*", description = "What bench wrote.")
  private List<Path> files;

  @Option(
      names = "--out",
      paramLabel = "F",
      defaultValue = "report.html",
      description = "The page (default: report.html); replaced if it is there.")
  private Path page;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      if (Files.exists(page) && Files.exists(file) && Files.isSameFile(page, file)) {
        throw new ParameterException(
            spec.commandLine(), "--out " + page + " is also an input; give it another name");
      }
    }
    List<BenchReport> reports = files.stream().map(BenchReportFile::read).toList();
    ByteBuffer content =
        ByteBuffer.wrap(HtmlReport.render(reports).getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(page, channel -> writeAll(channel, content));
    PrintWriter out = spec.commandLine().getOut();
    out.println(page + ": " + (reports.size() == 1 ? "one report" : reports.size() + " reports"));
    out.flush();
    return 0;
  }

  private static void writeAll(WritableByteChannel channel, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }
}
