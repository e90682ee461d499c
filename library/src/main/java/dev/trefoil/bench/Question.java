package dev.trefoil.bench;

/// One prompt of a question set.
///
/// @param id unique in its set
/// @param category group for reports
/// @param text the user's turn
public record Question(String id, String category, String text) {}
