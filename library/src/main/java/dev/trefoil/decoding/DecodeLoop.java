package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.List;

/// Decodes a batch of sequences, one step at a time; plain decoding is the same loop with trees of
/// one node.
///
/// Owned by one thread. Does not own the target or the drafter.
public final class DecodeLoop {
  private final Target target;
  private final Backend backend;
  private final SupervisedDrafter drafter;
  private final Acceptance acceptance;
  private final TreeBudget budget;
  private final RowPolicy rows;
  private final StepListener listener;
  private final Prefill prefill;
  private final RowLayout layout = new RowLayout();
  private final StepOutput output = new StepOutput();
  private int[] ids = new int[64];

  public DecodeLoop(
      Target target,
      Drafter drafter,
      Acceptance acceptance,
      TreeBudget budget,
      StepListener listener) {
    this(target, drafter, acceptance, budget, RowPolicy.FULL, listener);
  }

  /// @param budget largest trees of the method
  /// @param rows what of it a step may spend
  @SuppressWarnings("MissingSummary") // as the other constructor
  public DecodeLoop(
      Target target,
      Drafter drafter,
      Acceptance acceptance,
      TreeBudget budget,
      RowPolicy rows,
      StepListener listener) {
    this(target, new SupervisedDrafter(drafter), acceptance, budget, rows, listener);
  }

  /// @param drafter with what is put up with from it
  @SuppressWarnings("MissingSummary") // as the other constructors
  public DecodeLoop(
      Target target,
      SupervisedDrafter drafter,
      Acceptance acceptance,
      TreeBudget budget,
      RowPolicy rows,
      StepListener listener) {
    this.rows = rows;
    this.target = target;
    this.backend = target.backend();
    this.drafter = drafter;
    this.acceptance = acceptance;
    this.budget = budget;
    this.listener = listener;
    this.prefill = new Prefill(target);
  }

  /// A new sequence whose prompt has been read, ready for its first step. The caller closes it.
  ///
  /// @throws IllegalArgumentException for an empty prompt, one that fills the context, or an id
  ///   that the model does not have
  public Sequence open(int[] prompt, SequenceOptions options) {
    check(prompt, options);
    int context = target.config().contextLength();
    long wanted = (long) prompt.length + options.limits().maxNewTokens();
    int capacity = (int) Math.min(context, wanted) + budget.rows();
    Sequence sequence =
        new Sequence(prompt, options, target.config(), target.newCache(capacity), budget);
    try {
      drafter.promptBegins();
      // the last token is the first tree's root
      prefill.read(
          sequence.cache(),
          sequence.tokens(),
          sequence.length() - 1,
          drafter.taps(),
          (first, rowCount, hidden) -> drafter.observePrompt(sequence, first, rowCount, hidden));
    } catch (RuntimeException | Error failure) {
      sequence.close();
      throw failure;
    }
    return sequence;
  }

  /// Opens a sequence for greedy decoding.
  public Sequence open(int[] prompt, Limits limits) {
    return open(prompt, SequenceOptions.greedy(limits));
  }

  /// Refuses what [#open] would refuse.
  public void check(int[] prompt, SequenceOptions options) {
    PromptCheck.check(prompt, target.config());
    PromptCheck.check(options.sampling(), target.config());
  }

  /// One step for every sequence of the batch; none of them may have finished.
  public void step(List<Sequence> batch) {
    StepEvent event = new StepEvent();
    event.begin();
    long start = System.nanoTime();
    backend.beginStep();
    output.begin(batch.size(), budget.nodes());
    propose(batch);
    long proposed = System.nanoTime();
    verify(batch);
    decide(batch);
    long verified = System.nanoTime();
    drafter.noteTarget(batch, verified - proposed);
    int newTokens = commit(batch);
    drafter.observe(batch, output);
    output.times(proposed - start, verified - proposed, System.nanoTime() - verified);
    rows.afterStep(batch, output);
    listener.afterStep(batch, output);
    record(event, batch.size(), newTokens);
  }

  private void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      int depth = Math.min(budget.depth(), sequence.remaining() - 1);
      sequence.tree().reset(sequence.lastToken(), budget.nodes(), depth);
      sequence.extraRows().clear();
    }
    rows.beforePropose(batch);
    drafter.propose(batch, target.config().vocabularySize());
    rows.afterPropose(batch);
  }

  private void verify(List<Sequence> batch) {
    layout.clear();
    int row = 0;
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      int extraRow = addTree(sequence, row);
      output.rows(s, row, extraRow);
      row = addExtraRows(sequence, extraRow);
    }
    ForwardOutput forward = target.network().forward(ids, layout, drafter.taps());
    output.verified(forward, target.network().logits(forward.finalNorm()), backend);
  }

  private int addTree(Sequence sequence, int firstRow) {
    TokenTree tree = sequence.tree();
    int prefix = sequence.cache().length();
    reserve(firstRow + tree.size());
    layout.beginSegment(sequence.cache().store(), prefix);
    for (int node = 0; node < tree.size(); node++) {
      ids[firstRow + node] = readable(tree.token(node));
      layout.addTreeRow(prefix + tree.depth(node), tree.parent(node));
    }
    return firstRow + tree.size();
  }

  private int addExtraRows(Sequence sequence, int firstRow) {
    ExtraRows extra = sequence.extraRows();
    reserve(firstRow + extra.size());
    for (int row = 0; row < extra.size(); row++) {
      ids[firstRow + row] = readable(extra.token(row));
    }
    extra.layOut(
        layout,
        sequence.cache().length(),
        sequence.tree().size(),
        target.config().contextLength() - 1);
    return firstRow + extra.size();
  }

  /// An id outside the vocabulary cannot be chosen; any row may stand in for it.
  private int readable(int token) {
    return token >= 0 && token < target.config().vocabularySize() ? token : 0;
  }

  private void reserve(int count) {
    if (ids.length < count) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
  }

  private void decide(List<Sequence> batch) {
    for (int s = 0; s < batch.size(); s++) {
      acceptance.decide(batch.get(s), output.firstRow(s), output, output.decision(s));
    }
  }

  private int commit(List<Sequence> batch) {
    int newTokens = 0;
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      Decision decision = output.decision(s);
      if (sequence.logprobs() != null) {
        recordLogprobs(sequence.logprobs(), sequence.tree(), output.firstRow(s), decision);
      }
      newTokens += commit(sequence, decision);
    }
    return newTokens;
  }

  private void recordLogprobs(LogprobLog log, TokenTree tree, int firstRow, Decision decision) {
    for (int i = 0; i < decision.count(); i++) {
      boolean last = i == decision.count() - 1;
      int token = last ? decision.bonusToken() : tree.token(decision.node(i + 1));
      if (token >= 0) {
        backend.read(output.logits(), firstRow + decision.node(i), log.logits());
        log.add(token);
      }
    }
  }

  private static int commit(Sequence sequence, Decision decision) {
    int before = sequence.length();
    sequence.cache().commit(decision.nodes(), decision.count());
    for (int i = 1; i < decision.count(); i++) {
      sequence.append(sequence.tree().token(decision.node(i)));
    }
    if (decision.bonusToken() < 0) {
      sequence.finish(FinishReason.ERROR);
    } else {
      sequence.append(decision.bonusToken());
    }
    int newTokens = sequence.length() - before;
    sequence.counters().countStep(sequence.tree().size() - 1, newTokens);
    return newTokens;
  }

  private void record(StepEvent event, int sequences, int newTokens) {
    event.end();
    if (event.shouldCommit()) {
      event.sequences = sequences;
      event.rows = layout.rows();
      event.newTokens = newTokens;
      event.draftNanos = output.draftNanos();
      event.verifyNanos = output.verifyNanos();
      event.commitNanos = output.commitNanos();
      event.commit();
    }
  }
}
