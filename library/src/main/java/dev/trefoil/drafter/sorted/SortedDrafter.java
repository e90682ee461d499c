package dev.trefoil.drafter.sorted;

import dev.trefoil.compute.KvStore;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.drafter.vocabulary.VocabularyChoice;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Proposes what a sorted draft expects, leaving it at the first exit that is confident (SD2; S2D,
/// Kavehzadeh et al. 2024). All sequences of the batch run together; those whose exit is deeper go
/// on without the others.
///
/// Deviations from the released code: caches are exact ([LazyKv]); several sequences at once; ties
/// of candidates keep ancestors; the gate is [ExitRule#REACH] by default; of a prompt the last
/// token, and a short one whole, goes through the gate; sampled requests are exact
/// ([DraftShape.Chain]).
///
/// For each sequence it holds keys and values of all layers, f32, for no more positions than the
/// smaller of the draft's context and the sequence's limit, and for the nodes of one tree or chain;
/// of each exit but the last, f32 hidden states of at most a few hundred tokens that wait to be
/// caught up on; and where tokens are drawn one f64 distribution per token of a chain. A sequence
/// that outgrows the draft's context goes on without proposals.
public final class SortedDrafter implements Drafter {
  /// Rows of one pass through all layers: as many as the target reads of a prompt at once, so that
  /// step memory need not be larger. Changes no bits.
  private static final int CHUNK_ROWS = 256;

  /// More new tokens than this are read through all layers ahead of the gate: a prompt, or text
  /// that was decoded without this drafter. Fewer go through the gate with the last of them.
  private static final int LONG_TEXT = 64;

  /// Skipped slots of a layer group that are caught up on ahead of the gate, so that the rows that
  /// wait stay bounded.
  private static final int MOST_WAITING = 256;

  private final SortedDraft draft;
  private final SortedConfig config;
  private final SortedCounters counters;
  private final ExitPass pass;
  private final Proposer proposer;
  private final List<Sequence> drafting = new ArrayList<>();

  /// @param draft on the target's backend; may be shared by the drafters of several targets
  /// @throws IllegalArgumentException when vocabularies differ, or gate and exits do not fit
  @SuppressWarnings("MissingSummary") // the parameters say all
  public SortedDrafter(SortedDraft draft, Target target, SortedConfig config) {
    Llama network = draft.network();
    int vocabulary = network.config().vocabularySize();
    if (vocabulary != target.config().vocabularySize()) {
      throw new IllegalArgumentException(
          "the draft has %d token ids and the target %d; a draft must have the target's vocabulary"
              .formatted(vocabulary, target.config().vocabularySize()));
    }
    this.draft = draft;
    this.config = config;
    this.counters = new SortedCounters(draft.exits());
    ExitPolicy policy = new ExitPolicy(config.gate(), draft, target.name(), target.config());
    this.pass = new ExitPass(draft, policy, counters);
    this.proposer =
        switch (config.shape()) {
          case DraftShape.Chain chain -> new ChainProposer(pass, chain, vocabulary);
          case DraftShape.Tree tree ->
              new TreeProposer(pass, tree, draft.head().vocabulary().size());
        };
  }

  /// Loads a draft ([SortedDraft#open]) for one target.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it
  public static SortedDrafter open(Path directoryOrFile, Target target, SortedConfig config) {
    return open(directoryOrFile, target, VocabularyChoice.WHOLE, config);
  }

  /// The same with the tokens of the draft's vocabulary file, if there is one.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it
  public static SortedDrafter open(
      Path directoryOrFile, Target target, VocabularyChoice vocabulary, SortedConfig config) {
    SortedDraft draft = SortedDraft.open(directoryOrFile, target.backend(), vocabulary);
    return new SortedDrafter(draft, target, config);
  }

  @Override
  public String name() {
    return "sd2";
  }

  @Override
  public boolean proposesByChance() {
    return config.draws();
  }

  @Override
  public void propose(List<Sequence> batch) {
    drafting.clear();
    for (int i = 0; i < batch.size(); i++) {
      Sequence sequence = batch.get(i);
      if (sequence.tree().fits(0) && feed(sequence)) {
        drafting.add(sequence);
      }
    }
    if (!drafting.isEmpty()) {
      counters.countRounds(drafting.size());
      proposer.propose(drafting);
    }
  }

  /// Feeds what the sequence has gained; false when it has outgrown the draft's context.
  private boolean feed(Sequence sequence) {
    if (sequence.length() > draft.network().config().contextLength()) {
      return false;
    }
    SortedState state = open(sequence);
    state.rollBack(sequence);
    LazyKv kv = state.kv();
    if (sequence.length() - kv.chainLength() > LONG_TEXT) {
      readWhole(sequence, state);
    }
    if (mostWaiting(kv) > MOST_WAITING) {
      pass.runWhole(state);
    }
    while (kv.chainLength() < sequence.length()) {
      kv.appendToChain(sequence.token(kv.chainLength()));
    }
    return true;
  }

  /// Runs all but the last token through all layers, as the published code does with prompts.
  private void readWhole(Sequence sequence, SortedState state) {
    LazyKv kv = state.kv();
    while (kv.chainLength() < sequence.length() - 1) {
      int end = Math.min(kv.chainLength() + CHUNK_ROWS, sequence.length() - 1);
      while (kv.chainLength() < end) {
        kv.appendToChain(sequence.token(kv.chainLength()));
      }
      pass.runWhole(state);
    }
  }

  private int mostWaiting(LazyKv kv) {
    int most = 0;
    for (int group = 1; group < draft.exits(); group++) {
      most = Math.max(most, kv.waiting(group));
    }
    return most;
  }

  private SortedState open(Sequence sequence) {
    if (sequence.draftState() instanceof SortedState state) {
      return state;
    }
    Llama network = draft.network();
    int context = network.config().contextLength();
    int longest = Math.min(context, sequence.length() + sequence.remaining());
    KvStore store =
        network
            .backend()
            .kvStore(
                network.config().layers(),
                network.attentionShape(),
                longest + config.shape().scratchSlots());
    LazyKv kv = new LazyKv(store, draft.exits(), network.config().hiddenSize());
    int firstChain =
        config.shape() instanceof DraftShape.Chain(ChainLength.Adaptive(int first, _), _)
            ? first
            : 0;
    SortedState state = new SortedState(kv, context, firstChain);
    sequence.draftState(state);
    return state;
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      if (sequence.draftState() instanceof SortedState state && sequence.tree().size() > 1) {
        int accepted = output.decision(s).count() - 1;
        int drafted = sequence.tree().depth(sequence.tree().size() - 1);
        counters.countProposal(state, sequence.tree(), output.decision(s));
        proposer.observe(state, drafted, accepted);
      }
    }
  }

  /// What the exits were used for so far, over all sequences; a copy. To be called by the decoding
  /// thread, between steps.
  public SortedStatistics statistics() {
    return counters.statistics(draft);
  }
}
