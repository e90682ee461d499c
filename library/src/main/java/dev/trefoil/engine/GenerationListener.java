package dev.trefoil.engine;

/// Told of text as it becomes certain, on the decoding thread.
public interface GenerationListener {
  /// Nobody listens.
  GenerationListener NONE = (request, text) -> {};

  /// @param request index of the request in the list that was submitted
  /// @param text the next piece of its answer, never empty, never to be taken back
  @SuppressWarnings("MissingSummary") // the parameters say all
  void onText(int request, String text);
}
