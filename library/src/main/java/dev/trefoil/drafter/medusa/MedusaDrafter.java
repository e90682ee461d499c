package dev.trefoil.drafter.medusa;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TreeBatch;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Fills a static tree with the best tokens of Medusa's heads (Cai et al. 2024, section 3.1): a
/// node at depth `d` takes its token from head `d - 1`, whoever its parent is. All sequences of a
/// batch share one product per head.
///
/// The tree hangs on the token decided last, the heads see the hidden state of the one before it.
public final class MedusaDrafter implements Drafter {
  private final MedusaHeads heads;
  private final Backend backend;
  private final int hiddenSize;
  private final TreeBatch trees;
  private final List<MedusaState> states = new ArrayList<>();
  private float[] hidden = new float[0]; // [sequences, hidden]

  /// @param target the heads' own; its backend is not owned
  @SuppressWarnings("MissingSummary") // the parameter says all
  public MedusaDrafter(MedusaHeads heads, Target target, TreeRule rule) {
    int vocabulary = heads.vocabulary().size();
    if (rule instanceof TreeRule.Static && rule.children() > vocabulary) {
      throw new IllegalArgumentException(
          "the tree wants %d candidates of a vocabulary of %d"
              .formatted(rule.children(), vocabulary));
    }
    this.heads = heads;
    this.backend = target.backend();
    this.hiddenSize = target.config().hiddenSize();
    this.trees = heads.vocabulary().newTrees(backend, rule.downTo(heads.count()));
  }

  /// Loads published heads: a directory with `medusa_lm_head.pt` or `.safetensors`, a merged
  /// checkpoint, or one weight file.
  ///
  /// @throws dev.trefoil.checkpoint.CheckpointException when it cannot be read
  /// @throws dev.trefoil.nn.WeightMismatchException when it does not fit the target
  public static MedusaDrafter open(Path directoryOrFile, Target target, MedusaConfig config) {
    return open(directoryOrFile, target, DraftHead.of(target), config);
  }

  /// The same with the tokens that are proposed, and the output of heads without one of their own.
  public static MedusaDrafter open(
      Path directoryOrFile, Target target, DraftHead head, MedusaConfig config) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      return of(checkpoint, target, head, config);
    }
  }

  /// Makes a drafter of weights that stay open until this returns.
  ///
  /// @param head tokens that are proposed, and the output of heads without one of their own
  /// @throws dev.trefoil.nn.WeightMismatchException when they do not fit the target
  @SuppressWarnings("MissingSummary") // the first line says it
  public static MedusaDrafter of(
      TensorSource weights, Target target, DraftHead head, MedusaConfig config) {
    MedusaHeads heads = new MedusaHeads(target, weights, head, config.maxHeads());
    return new MedusaDrafter(heads, target, config.tree());
  }

  @Override
  public String name() {
    return "medusa";
  }

  @Override
  public void propose(List<Sequence> batch) {
    begin(batch);
    if (states.isEmpty()) {
      return;
    }
    long mark = backend.mark();
    Matrix x = backend.upload(hidden, states.size(), hiddenSize); // [states, hidden]
    for (int head = 0; trees.rows() > 0; head++) {
      long scratch = backend.mark();
      trees.advanceTogether(heads.logits(head, x)); // [states, vocabulary]
      backend.release(scratch);
    }
    backend.release(mark);
  }

  /// Collects the sequences that have room and whose last hidden state is known.
  private void begin(List<Sequence> batch) {
    trees.clear();
    states.clear();
    for (Sequence sequence : batch) {
      if (sequence.draftState() instanceof MedusaState state
          && state.isOf(sequence)
          && sequence.tree().fits(0)) {
        states.add(state);
        trees.add(sequence);
      }
    }
    if (hidden.length < states.size() * hiddenSize) {
      hidden = new float[states.size() * hiddenSize];
    }
    for (int row = 0; row < states.size(); row++) {
      states.get(row).copyTo(hidden, row);
    }
  }

  @Override
  public void observePrompt(Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
    if (firstPosition + rows == sequence.length() - 1) { // the rest is of no use
      state(sequence).set(sequence, backend, output.finalNorm(), rows - 1);
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      int row = output.firstRow(s) + output.decision(s).lastNode();
      state(batch.get(s)).set(batch.get(s), backend, output.forward().finalNorm(), row);
    }
  }

  private MedusaState state(Sequence sequence) {
    if (sequence.draftState() instanceof MedusaState state) {
      return state;
    }
    MedusaState state = new MedusaState(hiddenSize);
    sequence.draftState(state);
    return state;
  }
}
