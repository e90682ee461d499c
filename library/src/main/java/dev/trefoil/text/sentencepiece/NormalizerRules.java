package dev.trefoil.text.sentencepiece;

/// What is done to a text before it is cut (`normalizer_spec`).
///
/// @param charsMap characters that are replaced
/// @param addDummyPrefix a space is put in front, so that a word has one form everywhere
/// @param removeExtraWhitespaces runs of spaces become one, those around the text are dropped
/// @param escapeWhitespaces spaces are written as U+2581
record NormalizerRules(
    CharsMap charsMap,
    boolean addDummyPrefix,
    boolean removeExtraWhitespaces,
    boolean escapeWhitespaces) {}
