package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Bench reports as one page of HTML.
public final class HtmlReport {
  private static final String STYLE = "report.css";

  private HtmlReport() {}

  /// The whole page, one section a report. It needs no network and no script, follows the reader's
  /// light or dark theme, and is well-formed XML as well as HTML. Save it as UTF-8.
  public static String render(List<BenchReport> reports) {
    Markup page = new Markup();
    page.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").line();
    head(reports, page);
    page.open("body").line().open("header");
    logo(page);
    page.element("h1", "Trefoil benchmark").close().line();
    page.open("main").line();
    if (reports.size() > 1) {
      contents(reports, page);
    }
    for (int i = 0; i < reports.size(); i++) {
      new ModelSection(reports.get(i), id(i)).writeTo(page);
    }
    if (reports.isEmpty()) {
      page.element("p", "There is no report to show.", "class", "lead");
    }
    page.close().line();
    page.element(
        "footer",
        "Made by trefoil: lossless speculative decoding on the JVM. A speed-up is always against plain"
            + " decoding of the same questions by the same engine on the same machine.");
    return "<!DOCTYPE html>\n" + page.close().close().line();
  }

  private static void head(List<BenchReport> reports, Markup page) {
    page.open("head").line();
    page.leaf("meta", "charset", "utf-8").line();
    page.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.leaf(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; style-src 'unsafe-inline'")
        .line();
    page.leaf("meta", "name", "color-scheme", "content", "light dark").line();
    page.element("title", title(reports)).line();
    page.style(style()).close().line();
  }

  private static String title(List<BenchReport> reports) {
    return reports.size() == 1
        ? "Trefoil benchmark: " + reports.getFirst().model()
        : "Trefoil benchmark";
  }

  private static void contents(List<BenchReport> reports, Markup page) {
    page.open("nav", "aria-label", "Models").open("ul").line();
    for (int i = 0; i < reports.size(); i++) {
      BenchReport report = reports.get(i);
      page.open("li")
          .element("a", report.model() + " · " + report.dtype(), "href", "#" + id(i))
          .text(" ")
          .element("span", Headline.of(report).claim())
          .close()
          .line();
    }
    page.close().close().line();
  }

  private static String id(int index) {
    return "model-" + (index + 1);
  }

  /// Three leaves.
  private static void logo(Markup page) {
    page.open("svg", "class", "logo", "viewBox", "0 0 24 24", "aria-hidden", "true");
    page.leaf("circle", "cx", "12", "cy", "7", "r", "4.6");
    page.leaf("circle", "cx", "7.2", "cy", "14", "r", "4.6");
    page.leaf("circle", "cx", "16.8", "cy", "14", "r", "4.6");
    page.leaf("path", "d", "M12 12Q12 19 15 22");
    page.close();
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException(STYLE + " is not in the program; install it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STYLE + ": cannot be read from the program", e);
    }
  }
}
