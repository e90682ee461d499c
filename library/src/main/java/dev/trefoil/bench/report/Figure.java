package dev.trefoil.bench.report;

/// A picture, what it says in words, and its numbers as a table.
///
/// @param kind short name, unique on the section: class and part of ids
/// @param wide takes the whole width of the page
/// @param reading how to read it, one or two sentences
record Figure(
    String kind, boolean wide, String heading, String reading, Markup picture, DataTable table) {
  void writeTo(Markup page) {
    page.open("figure", "class", wide ? "wide " + kind : kind);
    page.open("figcaption").element("h3", heading).element("p", reading).close().line();
    page.add(picture).line();
    page.open("details").element("summary", "The numbers");
    table.writeTo(page);
    page.close().close().line();
  }
}
