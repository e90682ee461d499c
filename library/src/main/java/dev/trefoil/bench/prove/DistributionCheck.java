package dev.trefoil.bench.prove;

/// Whether the sampled answers of one method have the target's distribution.
///
/// @param draft what proposed
/// @param processors how tokens were chosen, in words
/// @param samples number of answers
/// @param cells number of different answers that were told apart, rare ones counted as one
/// @param impossible answers that the target cannot give; a single one fails the check
/// @param chiSquare Pearson's statistic
/// @param degreesOfFreedom cells less one
/// @param pValue probability of a statistic this large when the distribution is right
/// @param meanNewTokens tokens per verification pass: above 1 if proposals were accepted
/// @param passed whether nothing impossible came and the p-value is at least the rate of false
///   alarms that was asked for
public record DistributionCheck(
    String draft,
    String processors,
    int samples,
    int cells,
    int impossible,
    double chiSquare,
    int degreesOfFreedom,
    double pValue,
    double meanNewTokens,
    boolean passed) {}
