package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.checkpoint.JsonFile;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Fills a static tree level by level: head `i` ranks the children of the nodes at depth `i`, given
/// their paths (Ankner et al. 2024, section 3). All nodes of a level, of all sequences of a batch,
/// are one pass.
///
/// The tree hangs on the token decided last, the heads start from the hidden state of the one
/// before it.
public final class HydraDrafter implements Drafter {
  /// So many hidden states are kept on the host of a sequence that gets no room for proposals.
  private static final int MOST_PENDING = 128;

  private final HydraNetwork network;
  private final Backend backend;
  private final HydraPrefix prefix;
  private final TreeBatch trees;
  private final List<Sequence> drafting = new ArrayList<>();

  /// @param target the heads' own; its backend is not owned
  @SuppressWarnings("MissingSummary") // the parameter says all
  public HydraDrafter(HydraNetwork network, Target target, TreeRule rule) {
    int vocabulary = network.vocabulary().size();
    if (rule instanceof TreeRule.Static && rule.children() > vocabulary) {
      throw new IllegalArgumentException(
          "the tree wants %d candidates of a vocabulary of %d"
              .formatted(rule.children(), vocabulary));
    }
    this.network = network;
    this.backend = target.backend();
    this.prefix = new HydraPrefix(network, target);
    this.trees = network.vocabulary().newTrees(backend, rule.downTo(network.heads()));
  }

  /// Loads published heads: a directory with `hydra_lm_head.pt` and perhaps `config.json`, or one
  /// weight file.
  ///
  /// @throws CheckpointException when it cannot be read, or is a variant that is not supported
  /// @throws dev.trefoil.nn.WeightMismatchException when it does not fit the target
  public static HydraDrafter open(Path directoryOrFile, Target target, HydraConfig config) {
    return open(directoryOrFile, target, DraftHead.of(target), config);
  }

  /// The same with the tokens that are proposed, and the output of heads without one of their own.
  public static HydraDrafter open(
      Path directoryOrFile, Target target, DraftHead head, HydraConfig config) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      Path settings = checkpoint.directory().resolve("config.json");
      if (Files.isRegularFile(settings)) {
        check(JsonFile.read(settings));
      }
      return of(checkpoint, target, head, config);
    }
  }

  /// Makes a drafter of weights that stay open until this returns.
  ///
  /// @param head tokens that are proposed, and the output of heads without one of their own
  /// @throws dev.trefoil.nn.WeightMismatchException when they do not fit the target
  @SuppressWarnings("MissingSummary") // the first line says it
  public static HydraDrafter of(
      TensorSource weights, Target target, DraftHead head, HydraConfig config) {
    return new HydraDrafter(new HydraNetwork(target, weights, head), target, config.tree());
  }

  /// Refuses what the tensors do not tell: heads fed otherwise than those that were published.
  private static void check(JsonFile settings) {
    if (settings.has("hydra_head_arch")) {
      settings.choice("hydra_head_arch", List.of("mlp", "prefix-mlp"));
    }
    settings.integer("hidden_state_offset", 0, 0, 0);
    if (!settings.flag("grounded_heads", true)) {
      throw settings.refused(
          "grounded_heads", settings.get("grounded_heads"), "only true is supported");
    }
  }

  @Override
  public String name() {
    return "hydra";
  }

  @Override
  public void propose(List<Sequence> batch) {
    long mark = backend.mark();
    begin(batch);
    if (!drafting.isEmpty()) {
      grow(prefix.last(drafting));
    }
    backend.release(mark);
  }

  /// @param states from which the heads start, `[drafting, hidden]`
  private void grow(Matrix states) {
    trees.clear();
    drafting.forEach(trees::add);
    Matrix inputs = states;
    for (int head = 0; trees.rows() > 0; head++) {
      Matrix above = backend.gather(inputs, trees.parents(), trees.rows());
      inputs = network.append(above, trees.tokens()); // [rows, (head + 2) hidden]
      long scratch = backend.mark();
      trees.advance(network.logits(head, inputs));
      backend.release(scratch);
    }
  }

  /// Collects the sequences that have room and whose last hidden state is known.
  private void begin(List<Sequence> batch) {
    drafting.clear();
    for (Sequence sequence : batch) {
      if (sequence.draftState() instanceof HydraState state && state.isOf(sequence)) {
        if (sequence.tree().fits(0)) {
          drafting.add(sequence);
        } else if (state.pending().count() >= MOST_PENDING) {
          prefix.last(List.of(sequence));
        }
      }
    }
  }

  @Override
  public void observePrompt(Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
    HydraState state = state(sequence);
    state.expectFrom(firstPosition);
    boolean end = firstPosition + rows == sequence.length() - 1;
    prefix.read(state, output.finalNorm(), end ? rows - 1 : rows);
    if (end) { // the first proposal starts from it
      state.append(backend, output.finalNorm(), rows - 1);
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      HydraState state = state(batch.get(s));
      int accepted = output.decision(s).count();
      state.expectFrom(batch.get(s).cache().length() - accepted);
      for (int i = 0; i < accepted; i++) {
        int row = output.firstRow(s) + output.decision(s).node(i);
        state.append(backend, output.forward().finalNorm(), row);
      }
    }
  }

  private HydraState state(Sequence sequence) {
    if (sequence.draftState() instanceof HydraState state) {
      return state;
    }
    HydraState state = prefix.open(sequence);
    sequence.draftState(state);
    return state;
  }
}
