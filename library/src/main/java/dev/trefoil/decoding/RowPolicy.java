package dev.trefoil.decoding;

import java.util.List;

/// How many rows each sequence may spend in a step. Called by the decoding thread around every
/// step; it may only make trees smaller, so it costs or saves time and never a token.
public interface RowPolicy {
  /// Every step may use the method's whole budget.
  RowPolicy FULL = new RowPolicy() {};

  /// Before the drafter proposes: [TokenTree#limit] and [ExtraRows#limit] may lower the room.
  default void beforePropose(List<Sequence> batch) {}

  /// After the drafter proposed: [TokenTree#truncate] may drop nodes.
  default void afterPropose(List<Sequence> batch) {}

  /// After the step, with its trees, decisions and times.
  default void afterStep(List<Sequence> batch, StepOutput output) {}
}
