package dev.trefoil.decoding;

import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import java.util.List;

/// Proposes trees; observes what became of them. One instance serves many sequences at once and
/// keeps what it knows of one in [Sequence#draftState()].
///
/// Called by the decoding thread only. Whatever it throws costs speed, never a token; what it knows
/// of the sequences of that call is closed and forgotten then, so it must find its way from any
/// point of a sequence on, or propose nothing more for it. A call that takes too long
/// ([DraftTolerance]) is interrupted once; whatever waits in it should end with an exception then.
/// No matrix or store of a forgotten state may be used again.
public interface Drafter extends AutoCloseable {
  /// The method's name in reports: `pld`, `clover2`.
  String name();

  /// Adds nodes to the tree of each sequence, within the tree's room and depth.
  void propose(List<Sequence> batch);

  /// Shows the hidden states of a prompt while it is read, chunk by chunk from position 0 on; the
  /// prompt's last token is not among them: it is the first tree's root. The drafter may run passes
  /// of its own here. Borrowed until the method returns.
  ///
  /// @param output of the `rows` tokens from `firstPosition` on
  default void observePrompt(
      Sequence sequence, int firstPosition, int rows, ForwardOutput output) {}

  /// Tells what was accepted. Matrices in `output` are borrowed until the method returns.
  default void observe(List<Sequence> batch, StepOutput output) {}

  /// Hidden states that [#observePrompt] and [#observe] want to see beside the final norm.
  default FeatureTaps taps() {
    return FeatureTaps.NONE;
  }

  /// Whether the trees of sampled requests are drawn from the drafter's distributions
  /// ([TokenTree#childrenDrawnFrom]), so that their shape must not depend on anything but the
  /// request.
  default boolean proposesByChance() {
    return false;
  }

  @Override
  default void close() {}
}
