package dev.trefoil.drafter.recurrent;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TreeBatch;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Drafts with recurrent heads: the layers read what was accepted, then each level of the tree is
/// one row per expanded node, for all sequences of the batch together. The target's output head, or
/// a part of it, scores a level in one product.
///
/// The first step of a prompt of one token has no hidden state to start from and proposes nothing.
public final class RecurrentDrafter implements Drafter {
  private final String name;
  private final Target target;
  private final Backend backend;
  private final RecurrentNetwork network;
  private final DraftHead head;
  private final TreeRule rule;
  private final TreeBatch trees;
  private final RowLayout layout = new RowLayout();
  private final List<Sequence> drafting = new ArrayList<>();
  private float[] hidden = new float[0]; // [rows, hidden]
  private int[] tokens = new int[64];
  private int[] lastRows = new int[8]; // by drafting sequence

  /// @param name of the method in reports
  /// @param network on the target's backend
  /// @param head to which the network's features go
  @SuppressWarnings("MissingSummary") // the parameters say all
  public RecurrentDrafter(
      String name, Target target, RecurrentNetwork network, DraftHead head, TreeRule rule) {
    this.name = name;
    this.target = target;
    this.backend = target.backend();
    this.network = network;
    this.head = head;
    this.rule = rule.downTo(network.heads());
    this.trees = head.vocabulary().newTrees(backend, this.rule);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean proposesByChance() {
    return rule.choice() == ChildChoice.DRAWN;
  }

  /// The last layer's output before the final norm.
  @Override
  public FeatureTaps taps() {
    return new FeatureTaps(List.of(target.config().layers()));
  }

  /// Reads all but the last row, which waits for the next chunk or the first proposal.
  @Override
  public void observePrompt(Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
    Matrix last = output.taps().getFirst(); // [rows, hidden]
    RecurrentState state = state(sequence);
    state.expectFrom(firstPosition);
    for (int row = 0; row < rows - 1; row++) {
      state.unread().append(backend, last, row);
    }
    if (state.unread().count() > 0) {
      long mark = backend.mark();
      layout.clear();
      addUnread(sequence, state);
      readAll();
      backend.release(mark);
    }
    state.unread().append(backend, last, rows - 1);
  }

  @Override
  public void propose(List<Sequence> batch) {
    drafting.clear();
    for (Sequence sequence : batch) {
      if (sequence.tree().fits(0) && state(sequence).canDraft(sequence.length())) {
        drafting.add(sequence);
      }
    }
    if (drafting.isEmpty()) {
      return;
    }
    long mark = backend.mark();
    grow(readNew());
    backend.release(mark);
  }

  /// Lets the layers read what is new; the state after the last row of each sequence.
  private Matrix readNew() {
    layout.clear();
    for (Sequence sequence : drafting) {
      addUnread(sequence, state(sequence));
    }
    Matrix read = readAll();
    if (lastRows.length < drafting.size()) {
      lastRows = new int[2 * drafting.size()];
    }
    for (int s = 0; s < drafting.size(); s++) {
      lastRows[s] = layout.segmentStart(s + 1) - 1;
    }
    return backend.gather(read, lastRows, drafting.size()); // [drafting, hidden]
  }

  private void addUnread(Sequence sequence, RecurrentState state) {
    int before = layout.rows();
    int start = state.nextPosition();
    int count = state.unread().count();
    layout.beginSegment(state.cache().store(), state.cache().length());
    if (tokens.length < before + count) {
      tokens = Arrays.copyOf(tokens, 2 * (before + count));
    }
    for (int i = 0; i < count; i++) {
      tokens[before + i] = sequence.token(start + i + 1);
      layout.addCausalRow(start + i);
    }
    int width = target.config().hiddenSize();
    if (hidden.length < (before + count) * width) {
      hidden = Arrays.copyOf(hidden, 2 * (before + count) * width);
    }
    state.unread().copyTo(hidden, before);
    state.noteRead();
  }

  private Matrix readAll() {
    Matrix rows = backend.upload(hidden, layout.rows(), target.config().hiddenSize());
    return network.augment(rows, tokens, layout);
  }

  /// @param roots states from which the heads start, `[drafting, hidden]`
  private void grow(Matrix roots) {
    trees.clear();
    drafting.forEach(trees::add);
    Matrix states = roots;
    for (int level = 0; trees.rows() > 0; level++) {
      Matrix above = backend.gather(states, trees.parents(), trees.rows()); // [rows, hidden]
      long mark = backend.mark();
      RecurrentNetwork.HeadOutput output = network.apply(level, above, trees.tokens());
      trees.advance(head.logits(output.features()));
      states = output.states();
      backend.release(mark);
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    Matrix last = output.forward().taps().getFirst(); // [rows, hidden]
    for (int s = 0; s < batch.size(); s++) {
      RecurrentState state = state(batch.get(s));
      HiddenRows unread = state.unread();
      Decision decision = output.decision(s);
      state.expectFrom(batch.get(s).cache().length() - decision.count());
      for (int i = 0; i < decision.count(); i++) {
        unread.append(backend, last, output.firstRow(s) + decision.node(i));
      }
    }
  }

  private RecurrentState state(Sequence sequence) {
    if (sequence.draftState() == null) {
      int longest = sequence.length() + sequence.remaining();
      sequence.draftState(
          new RecurrentState(
              network.newCache(longest), new HiddenRows(target.config().hiddenSize())));
    }
    return (RecurrentState) Objects.requireNonNull(sequence.draftState());
  }
}
