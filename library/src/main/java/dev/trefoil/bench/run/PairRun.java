package dev.trefoil.bench.run;

/// A method's run of a question and the run of plain decoding directly before it: a line of
/// `runs.jsonl`.
///
/// @param group of the question in reports
/// @param method its name; that of the baseline for the A/A row
/// @param repeat counted from 0
/// @param timestampSeconds seconds since 1970 when the pair was finished
public record PairRun(
    int questionId,
    String category,
    String group,
    String method,
    int repeat,
    double timestampSeconds,
    Run baseline,
    Run run) {
  public PairRun {
    if (repeat < 0) {
      throw new IllegalArgumentException("repeat is %d; 0 is the first".formatted(repeat));
    }
  }

  /// What a pair is of: two of the same key are the same measurement.
  record Key(int questionId, String method, int repeat) {}

  Key key() {
    return new Key(questionId, method, repeat);
  }
}
