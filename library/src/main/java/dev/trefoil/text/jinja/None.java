package dev.trefoil.text.jinja;

/// The value `none`.
enum None {
  NONE
}
