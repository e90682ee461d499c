/// Results as a page for people.
///
/// Law: a page is one file that needs nothing else: no network, no script, no font. Whatever a
/// model, a machine or a token is called, it is shown as text and stays text. A picture shows no
/// number that the table beneath it does not have.
@NullMarked
package dev.trefoil.bench.report;

import org.jspecify.annotations.NullMarked;
