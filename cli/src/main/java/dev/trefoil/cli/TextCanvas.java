package dev.trefoil.cli;

import dev.trefoil.bench.report.VisibleText;
import java.util.ArrayList;
import java.util.List;

/// Rows of characters that are written at any place, in two strengths.
final class TextCanvas {
  private static final String STRONG = "\u001b[1;32m"; // bold green
  private static final String WEAK = "\u001b[2m"; // dim
  private static final String PLAIN = "\u001b[0m";

  /// One column; `glyph` is empty for the second column of a wide character.
  private record Cell(String glyph, boolean strong, boolean drawn) {
    static final Cell BLANK = new Cell(" ", false, false);
  }

  private final List<List<Cell>> rows = new ArrayList<>();

  /// Writes a text from a column on; what stands there is replaced.
  void put(int row, int column, String text, boolean strong) {
    int at = column;
    for (int point : text.codePoints().toArray()) {
      String glyph = Character.toString(point);
      int columns = VisibleText.columns(glyph);
      if (columns == 0) { // a mark belongs to the character before it
        Cell before = cell(row, Math.max(0, at - 1));
        set(row, Math.max(0, at - 1), new Cell(before.glyph() + glyph, strong, true));
        continue;
      }
      set(row, at, new Cell(glyph, strong, true));
      for (int more = 1; more < columns; more++) {
        set(row, at + more, new Cell("", strong, true));
      }
      at += columns;
    }
  }

  /// All rows, none wider than `width` columns.
  List<String> lines(int width, boolean color) {
    return rows.stream().map(row -> line(row, Math.max(1, width), color)).toList();
  }

  private static String line(List<Cell> row, int width, boolean color) {
    boolean cut = row.size() > width;
    StringBuilder out = new StringBuilder();
    String style = PLAIN;
    for (Cell cell : cut ? row.subList(0, width - 1) : row) {
      String wanted = !cell.drawn() ? PLAIN : cell.strong() ? STRONG : WEAK;
      if (color && !wanted.equals(style)) {
        out.append(style.equals(PLAIN) ? "" : PLAIN).append(wanted.equals(PLAIN) ? "" : wanted);
        style = wanted;
      }
      out.append(cell.glyph());
    }
    out.append(style.equals(PLAIN) ? "" : PLAIN);
    return cut ? out.append('…').toString() : out.toString();
  }

  private Cell cell(int row, int column) {
    while (rows.size() <= row) {
      rows.add(new ArrayList<>());
    }
    List<Cell> cells = rows.get(row);
    while (cells.size() <= column) {
      cells.add(Cell.BLANK);
    }
    return cells.get(column);
  }

  private void set(int row, int column, Cell cell) {
    cell(row, column);
    rows.get(row).set(column, cell);
  }
}
