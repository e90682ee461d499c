/// The one seam between networks and arithmetic: rows in, rows out.
///
/// Law: a network is written once against [dev.trefoil.compute.Backend]; no native type and no
/// layout of an implementation appears here.
@NullMarked
package dev.trefoil.compute;

import org.jspecify.annotations.NullMarked;
