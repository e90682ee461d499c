package dev.trefoil.decoding;

/// Why a generation ended.
public enum FinishReason {
  /// A stop token of the model or of the request.
  STOP_TOKEN,
  /// A stop string of the request.
  STOP_STRING,
  /// The length limit of the request or the end of the context.
  LENGTH,
  /// The caller wanted no more.
  CANCELLED,
  /// The target's logits were not numbers.
  ERROR;

  /// Lower case with underscores, for reports.
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
