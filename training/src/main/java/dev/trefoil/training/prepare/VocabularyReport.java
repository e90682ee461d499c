package dev.trefoil.training.prepare;

/// What was counted and chosen.
///
/// @param out the file
/// @param mask the loss mask's name
/// @param tokens that the draft proposes
/// @param vocabulary number of the target's tokens
/// @param countedTokens places of the data that count
/// @param differentTokens tokens that occur at these
/// @param coverage share of these whose token the draft can propose, from 0 to 1
public record VocabularyReport(
    String out,
    String mask,
    int tokens,
    int vocabulary,
    long countedTokens,
    int differentTokens,
    double coverage,
    double seconds) {}
