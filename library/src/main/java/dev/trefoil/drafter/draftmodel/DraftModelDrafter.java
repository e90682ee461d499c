package dev.trefoil.drafter.draftmodel;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Prefill;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Proposes chains of a smaller model, all sequences of the batch in one pass per token.
///
/// Greedy requests get the draft's arg-max; sampled ones get draws from the draft's distribution
/// after the request's own processors, and the tree is told of it, so that rejection is exact.
public final class DraftModelDrafter implements Drafter {
  private final Target draft;
  private final DraftHead head;
  private final Backend backend;
  private final DraftModelConfig config;
  private final Prefill prefill;
  private final DraftChoice choice;
  private final RowLayout layout = new RowLayout();
  private final List<Sequence> drafting = new ArrayList<>();
  private int[] ids = new int[64];
  private int[] best = new int[8];
  private float[] likelihood = new float[8]; // of those, where a tree wants it
  private int[] again = new int[8];

  /// @param draft a model on the target's backend
  /// @param vocabulary of the target; the draft's may have more or fewer rows of padding
  @SuppressWarnings("MissingSummary") // the parameters say all
  public DraftModelDrafter(Target draft, DraftModelConfig config, int vocabulary) {
    this(draft, DraftHead.of(draft), config, vocabulary);
  }

  /// A draft that proposes some of its tokens only.
  ///
  /// @param draft a model on the target's backend
  /// @param head the draft's own, or a part of it
  /// @param vocabulary of the target; the draft's may have more or fewer rows of padding
  public DraftModelDrafter(Target draft, DraftHead head, DraftModelConfig config, int vocabulary) {
    this.draft = draft;
    this.head = head;
    this.backend = draft.backend();
    this.config = config;
    this.prefill = new Prefill(draft);
    this.choice = new DraftChoice(backend, head.vocabulary(), vocabulary);
  }

  @Override
  public String name() {
    return "sps";
  }

  @Override
  public boolean proposesByChance() {
    return true;
  }

  @Override
  public void propose(List<Sequence> batch) {
    drafting.clear();
    for (Sequence sequence : batch) {
      if (sequence.tree().fits(0) && catchUp(sequence)) {
        drafting.add(sequence);
      }
    }
    while (!drafting.isEmpty()) {
      long mark = backend.mark();
      Matrix logits = feed(); // [drafting, vocabulary]
      for (int i = drafting.size() - 1; i >= 0; i--) {
        if (!extend(drafting.get(i), logits, i)) {
          drafting.remove(i);
        }
      }
      backend.release(mark);
    }
  }

  /// Reads what the sequence has gained, all but its last token; false when it has outgrown the
  /// draft's context or has a token that the draft does not know.
  private boolean catchUp(Sequence sequence) {
    if (sequence.length() >= draft.config().contextLength()) {
      return false;
    }
    DraftModelState state = (DraftModelState) sequence.draftState();
    if (state == null) {
      state = open(sequence);
      sequence.draftState(state);
    }
    state.rollBack(sequence);
    if (!knows(sequence, state.fedCount())) {
      return false;
    }
    prefill.read(state.cache(), sequence.tokens(), sequence.length() - 1);
    state.noteRead(sequence, sequence.length() - 1);
    return true;
  }

  /// Whether the draft has a row for every token from `from` on; of ids that only pad the target's
  /// table it has none.
  private boolean knows(Sequence sequence, int from) {
    for (int i = from; i < sequence.length(); i++) {
      if (sequence.token(i) >= draft.config().vocabularySize()) {
        return false;
      }
    }
    return true;
  }

  private DraftModelState open(Sequence sequence) {
    int longest =
        Math.min(
            draft.config().contextLength(),
            sequence.length() + sequence.remaining() + config.mostDraftTokens());
    return new DraftModelState(draft.newCache(longest), longest, config.draftTokens());
  }

  /// One row for every drafting sequence: the last token of its chain.
  private Matrix feed() {
    if (ids.length < drafting.size()) {
      ids = new int[2 * drafting.size()];
      best = new int[2 * drafting.size()];
      likelihood = new float[best.length];
      again = new int[best.length];
    }
    layout.clear();
    for (int i = 0; i < drafting.size(); i++) {
      Sequence sequence = drafting.get(i);
      DraftModelState state = state(sequence);
      TokenTree tree = sequence.tree();
      ids[i] = tree.token(tree.size() - 1);
      layout.beginSegment(state.cache().store(), state.fedCount());
      layout.addCausalRow(state.fedCount());
    }
    Matrix hidden = draft.network().forward(ids, layout, FeatureTaps.NONE).finalNorm();
    Matrix logits = head.logits(hidden);
    backend.argmax(logits, best);
    Arrays.fill(likelihood, Float.NaN);
    if (drafting.stream().anyMatch(sequence -> sequence.tree().wantsReach())) {
      backend.topK(backend.softmax(logits), 1, again, likelihood);
    }
    for (int i = 0; i < drafting.size(); i++) {
      state(drafting.get(i)).noteFed(ids[i]);
    }
    return logits;
  }

  /// Adds the next token of a chain; false when the chain is complete.
  private boolean extend(Sequence sequence, Matrix logits, int row) {
    TokenTree tree = sequence.tree();
    DraftModelState state = state(sequence);
    int last = tree.size() - 1;
    int token = choice.choose(sequence, state, logits, row, best[row]);
    if (token < 0) {
      return false;
    }
    int node = tree.add(last, token, tree.reach(last) * likelihood[row]);
    return tree.depth(node) < state.chainLength()
        && tree.isWorthALevel(tree.reach(node))
        && tree.fits(node)
        && !sequence.stopsAt(token)
        && state.fedCount() < draft.config().contextLength();
  }

  private static DraftModelState state(Sequence sequence) {
    return (DraftModelState)
        java.util.Objects.requireNonNull(sequence.draftState(), "opened in propose");
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      if (batch.get(s).draftState() instanceof DraftModelState state) {
        int drafted = batch.get(s).tree().size() - 1;
        int accepted = output.decision(s).count() - 1;
        state.chainLength(config.next(state.chainLength(), drafted, accepted));
      }
    }
  }
}
