package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The part of the page that is about one model.
final class ModelSection {
  private final BenchReport report;
  private final String id;

  /// @param id unique on the page
  ModelSection(BenchReport report, String id) {
    this.report = report;
    this.id = id;
  }

  void writeTo(Markup page) {
    Headline headline = Headline.of(report);
    page.open("section", "class", "model", "id", id).line();
    page.element("p", report.model() + " · " + report.dtype(), "class", "eyebrow");
    page.element("h2", headline.claim()).line();
    if (!headline.answers().isEmpty()) {
      page.element("p", headline.answers(), "class", "lead").line();
    }
    headline.faults().forEach(fault -> page.element("p", fault, "class", "fault").line());
    headline.notes().forEach(note -> page.element("p", note, "class", "note").line());
    Facts.writeTo(report, page);
    ResultsTable.writeTo(report, page);
    List<Figure> figures = figures();
    if (!figures.isEmpty()) {
      page.open("div", "class", "figures").line();
      figures.forEach(figure -> figure.writeTo(page));
      page.close().line();
    }
    RunConditions.writeTo(report, page);
    page.close().line();
  }

  private List<Figure> figures() {
    return Stream.of(
            SpeedupFigure.of(report, id),
            TimeFigure.of(report, id),
            CategoryFigure.of(report, id),
            AcceptanceFigure.of(report, id),
            StepCostFigure.of(report, id),
            TreeFigure.of(report, id))
        .flatMap(Optional::stream)
        .toList();
  }
}
