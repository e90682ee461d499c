package dev.trefoil.bench;

import java.util.List;
import java.util.Locale;

/// What `trefoil bench engine` found. Times are medians in milliseconds.
///
/// @param shape hidden, layers, heads, kvHeads, ffn, vocab
/// @param context tokens before the measured rows
/// @param seed of the random weights and tokens
/// @param readGbPerS memory read bandwidth of all threads, the better of before and after the steps
/// @param weightBytes what one step must read: all linear layers
/// @param loadSeconds to bring the weights into the layout of the products
/// @param prefillTokens length of the measured prompt
/// @param prefillTokensPerS prompt tokens per second, from an empty cache
/// @param prefillGflops multiplications and additions of the linear layers in that time
/// @param productGflops the same of one 4096 x 4096 product with 32 rows, measured in this run
/// @param peakResidentMb largest resident memory of this process so far, 0 where unknown
public record EngineReport(
    Machine machine,
    String shape,
    String dtype,
    int threads,
    int context,
    long seed,
    double readGbPerS,
    long weightBytes,
    long kvBytes,
    double loadSeconds,
    List<EngineStep> steps,
    int prefillTokens,
    double prefillTokensPerS,
    double prefillGflops,
    double productGflops,
    long peakResidentMb) {
  public EngineReport {
    steps = List.copyOf(steps);
  }

  /// The time of one pass over so many rows, which stand as a tree after the context.
  ///
  /// @param ms the whole step: network, head and arg-max
  /// @param shareOfLimit weight bytes, divided by read bandwidth and step time
  /// @param ratio to the time of one row
  /// @param linearMs products of the layers
  /// @param headMs product of the output head
  /// @param attentionMs attention
  /// @param rowMs everything else: norms, rotation, activation, sums, arg-max
  public record EngineStep(
      int rows,
      double ms,
      double shareOfLimit,
      double ratio,
      double linearMs,
      double headMs,
      double attentionMs,
      double rowMs) {}

  /// The report as a table for people.
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s, %d threads, context %d, seed %d: read %.1f GB/s, weights %.1f MB, KV %.1f MB%n",
            shape,
            dtype,
            threads,
            context,
            seed,
            readGbPerS,
            weightBytes / 1e6,
            kvBytes / 1e6));
    text.append(
        String.format(
            Locale.ROOT,
            "loaded in %.1f s; prefill of %d tokens %.0f tokens/s, %.0f GFLOP/s (one product %.0f);",
            loadSeconds,
            prefillTokens,
            prefillTokensPerS,
            prefillGflops,
            productGflops));
    text.append(String.format(Locale.ROOT, " peak resident %d MB%n", peakResidentMb));
    text.append(
        String.format(
            Locale.ROOT,
            "%5s %9s %7s %7s %9s %9s %9s %9s%n",
            "rows",
            "ms",
            "share",
            "ratio",
            "linear",
            "head",
            "attention",
            "rows"));
    for (EngineStep step : steps) {
      text.append(
          String.format(
              Locale.ROOT,
              "%5d %9.3f %7.2f %7.2f %9.3f %9.3f %9.3f %9.3f%n",
              step.rows(),
              step.ms(),
              step.shareOfLimit(),
              step.ratio(),
              step.linearMs(),
              step.headMs(),
              step.attentionMs(),
              step.rowMs()));
    }
    return text.toString();
  }
}
