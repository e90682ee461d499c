package dev.trefoil.bench.report;

import dev.trefoil.bench.result.Interval;
import java.util.Locale;

/// How numbers are written: always with a point, a dash where there is no value.
final class Numbers {
  static final String NONE = "–";

  private Numbers() {}

  /// A speed-up, as `1.84×`.
  static String factor(double value) {
    return Double.isFinite(value) ? decimal(value, value < 100 ? 2 : 0) + "×" : NONE;
  }

  /// An interval of speed-ups, as `1.75 to 1.93`.
  static String interval(Interval interval) {
    return interval.known()
        ? decimal(interval.low(), 2) + " to " + decimal(interval.high(), 2)
        : NONE;
  }

  /// About three digits: `0.812`, `8.12`, `81.2`, `8,123`.
  static String brief(double value) {
    return decimal(value, value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
  }

  static String decimal(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + digits + "f", value) : NONE;
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? NONE : decimal(share * 100, 0) + " %";
  }

  /// Milliseconds, as seconds from ten seconds on.
  static String time(double ms) {
    if (Double.isNaN(ms)) {
      return NONE;
    }
    return ms < 10_000 ? brief(ms) + " ms" : brief(ms / 1000) + " s";
  }

  /// `one question`, `12 questions`.
  static String plural(long count, String thing) {
    return count == 1 ? "one " + thing : count(count) + " " + thing + "s";
  }
}
