package dev.trefoil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.StepCost;
import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class HtmlReportTest {
  private static Page page(BenchReport... reports) {
    return Page.parse(HtmlReport.render(List.of(reports)));
  }

  @Test
  void everyFigureIsAPictureWithATitleAndATable() {
    List<Element> figures = page(Reports.full()).elements("figure");
    assertThat(figures).hasSize(6);
    for (Element figure : figures) {
      List<Element> pictures =
          Page.elements(figure, "svg").stream()
              .filter(svg -> svg.getAttribute("role").equals("img"))
              .toList();
      assertThat(pictures).isNotEmpty();
      for (Element picture : pictures) {
        assertThat(Page.elements(picture, "title").getFirst().getTextContent()).isNotBlank();
        assertThat(Page.elements(picture, "desc").getFirst().getTextContent()).isNotBlank();
      }
      Element table =
          Page.elements(Page.elements(figure, "details").getFirst(), "table").getFirst();
      assertThat(Page.elements(table, "tr")).hasSizeGreaterThan(1);
    }
  }

  @Test
  void everyNumberOfAPictureStandsInItsTable() {
    int checked = 0;
    for (Element figure : page(Reports.full()).elements("figure")) {
      String table = Page.elements(figure, "table").getFirst().getTextContent();
      for (Element text : Page.elements(figure, "text")) {
        if (Page.has(text, "value") || Page.has(text, "cell-value") || Page.has(text, "token")) {
          assertThat(table).contains(text.getTextContent());
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(25);
  }

  @Test
  void aBarIsAsLongAsItsNumber() {
    Element figure = page(Reports.full()).elements("figure").getFirst();
    List<Double> widths =
        Page.elements(figure, "rect").stream()
            .filter(rect -> Page.has(rect, "bar"))
            .map(rect -> Double.valueOf(rect.getAttribute("width").replace("%", "")))
            .toList();
    assertThat(widths).hasSize(3);
    assertThat(widths.get(1) / widths.get(0)).isCloseTo(1.31 / 1.9, offset(1e-3));
    assertThat(widths.get(2) / widths.get(0)).isCloseTo(0.87 / 1.9, offset(1e-3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'--></style></svg>]]>&amp;&#0;",
        "nul\u0000 escape\u001b lone\ud800 turn\u202e last\uffff"
      })
  void aHostileNameIsOnlyText(String name) {
    TreeExample tree =
        new TreeExample(name, 1, 0, name, List.of(new TreeNode(name, -1, true)), name);
    BenchReport report =
        new BenchReport(
            new dev.trefoil.bench.Machine(name, 1, name, name),
            name,
            name,
            1,
            name,
            1,
            0,
            1,
            1,
            0,
            List.of(),
            List.of(Reports.plain(), Reports.method(name, 1.5, true), Reports.lossy(name, 1)),
            tree);
    Page page = page(report, report);
    assertThat(page.elements("script")).isEmpty();
    assertThat(page.elements("img")).isEmpty();
    assertThat(page.source())
        .doesNotContain("\u202e")
        .doesNotContain("\u0000")
        .doesNotContain("\u001b");
  }

  @Test
  void thePageNeedsNothingElse() {
    Page page = page(Reports.full());
    assertThat(page.elements("script")).isEmpty();
    assertThat(page.elements("link")).isEmpty();
    assertThat(page.source().replace("http://www.w3.org/1999/xhtml", ""))
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("url(")
        .doesNotContain("@import")
        .contains("default-src 'none'".replace("'", "&#39;"));
  }

  @Test
  void idsAreUniqueAndReferencesLeadSomewhere() {
    Page page = page(Reports.full(), Reports.full());
    Set<String> ids = new HashSet<>();
    List<String> wanted = new ArrayList<>();
    for (Element element : page.elements("*")) {
      if (element.hasAttribute("id")) {
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
      }
      if (element.hasAttribute("aria-labelledby")) {
        wanted.addAll(List.of(element.getAttribute("aria-labelledby").split(" ", -1)));
      }
      if (element.getAttribute("href").startsWith("#")) {
        wanted.add(element.getAttribute("href").substring(1));
      }
    }
    assertThat(wanted).isNotEmpty().allMatch(ids::contains);
  }

  @Test
  void everyClassThatColoursHasARule() {
    Page page = page(Reports.full());
    String style = page.elements("style").getFirst().getTextContent();
    for (Element element : page.elements("rect")) {
      String kind = element.getAttribute("class").split(" ", -1)[0];
      assertThat(style).contains("." + kind + " {");
    }
    Matcher colour = Pattern.compile("var\\((--[a-z0-9-]+)").matcher(style);
    while (colour.find()) {
      String name = colour.group(1);
      assertThat(style + page.source()).contains(name + ":");
    }
  }

  @Test
  void emptyDataLeaveThePageWhole() {
    assertThat(HtmlReport.render(List.of())).contains("no report");
    BenchReport nothing = Reports.report("m", 0, List.of(), List.of(), null);
    assertThat(page(nothing).elements("figure")).isEmpty();
    BenchReport plain = Reports.report("m", 0, List.of(), List.of(Reports.plain()), null);
    assertThat(page(plain).elements("h2").getFirst().getTextContent()).contains("61.3 tokens");
    BenchReport unmeasured =
        Reports.report(
            "m",
            0,
            List.of(new StepCost(1, Double.NaN)),
            List.of(Reports.plain(), Reports.unmeasured("x")),
            null);
    assertThat(page(unmeasured).source()).doesNotContain("NaN");
    BenchReport single =
        Reports.report(
            "m",
            0,
            List.of(new StepCost(1, 0), new StepCost(2, 5)),
            List.of(Reports.method("x", 0.05, true)),
            null);
    assertThat(page(single).source()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void lossyMethodsAreMarkedEverywhereTheyAreNamed() {
    Page page = page(Reports.full());
    assertThat(page.elements("tr").stream().map(Element::getTextContent))
        .anyMatch(row -> row.startsWith("medusa lossy"));
    for (Element text : page.elements("text")) {
      assertThat(text.getTextContent()).isNotEqualTo("medusa");
    }
  }

  @Test
  void severalModelsHaveASectionEach() {
    BenchReport other = Reports.report("model-b", 0, List.of(), List.of(Reports.plain()), null);
    Page page = page(Reports.full(), other);
    assertThat(page.elements("section").stream().filter(s -> Page.has(s, "model"))).hasSize(2);
    assertThat(page.elements("nav")).hasSize(1);
  }
}
