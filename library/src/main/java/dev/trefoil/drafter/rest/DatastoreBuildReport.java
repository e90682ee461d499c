package dev.trefoil.drafter.rest;

/// What a build made.
///
/// @param fileBytes size of the file
/// @param peakBytes most memory that was held for tokens, suffix array and sorting
public record DatastoreBuildReport(long tokens, int chunks, long fileBytes, long peakBytes) {}
