package dev.trefoil.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A table: the first column names the row, the others are figures unless marked as words.
final class DataTable {
  /// One cell.
  ///
  /// @param kind class of the cell, empty for none
  /// @param badges small words after the text
  record Cell(String text, String kind, List<String> badges) {
    Cell {
      badges = List.copyOf(badges);
    }

    static Cell of(String text) {
      return new Cell(text, "", List.of());
    }
  }

  private record Row(String kind, List<Cell> cells) {}

  private final String caption;
  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();

  DataTable(String caption, String... columns) {
    this.caption = caption;
    this.columns = List.of(columns);
  }

  DataTable row(String... texts) {
    List<Cell> cells = new ArrayList<>();
    for (String text : texts) {
      cells.add(Cell.of(text));
    }
    return row("", cells);
  }

  /// A row of its own kind, which is its class.
  DataTable row(String kind, List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s: a row of %d cells in a table of %d columns"
              .formatted(caption, cells.size(), columns.size()));
    }
    rows.add(new Row(kind, List.copyOf(cells)));
    return this;
  }

  /// Writes the table into a box that scrolls where the screen is narrower than the table.
  void writeTo(Markup page) {
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    page.open("table").element("caption", caption).open("thead").open("tr");
    for (String column : columns) {
      page.element("th", column, "scope", "col");
    }
    page.close().close().open("tbody").line();
    for (Row row : rows) {
      page.open("tr", "class", row.kind());
      for (int i = 0; i < row.cells().size(); i++) {
        write(row.cells().get(i), i == 0, page);
      }
      page.close().line();
    }
    page.close().close().close().line();
  }

  private static void write(Cell cell, boolean first, Markup page) {
    page.open(first ? "th" : "td", first ? "scope" : "class", first ? "row" : cell.kind());
    page.text(cell.text());
    for (String badge : cell.badges()) {
      page.text(" ").element("span", badge, "class", "badge");
    }
    page.close();
  }
}
