package dev.trefoil.drafter.eagle;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TreeBatch;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import dev.trefoil.nn.TensorManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Drafts with an EAGLE network: reads the pairs of hidden state and token that the last step
/// settled, then makes its trees level by level, the levels of all sequences in one pass.
public final class EagleDrafter implements Drafter {
  private final EagleConfig config;
  private final EagleNetwork network;
  private final Backend backend;
  private final TreeBatch trees;
  private final RowLayout layout = new RowLayout();
  private final List<Sequence> drafting = new ArrayList<>();
  private int[] ids = new int[64];
  private int[] rows = new int[64];
  private float[] features = new float[0]; // [rows, width]

  EagleDrafter(EagleConfig config, EagleNetwork network, Target target) {
    this.config = config;
    this.network = network;
    this.backend = target.backend();
    this.trees = network.vocabulary().newTrees(backend, config.rule());
  }

  /// Loads a published draft: a directory, or a weight file with its `config.json` beside it.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it, or both sizes
  ///   when it does not fit the target
  public static EagleDrafter open(Path directoryOrFile, Target target, EagleConfig config) {
    return open(directoryOrFile, target, DraftHead.of(target), config);
  }

  /// The same with the tokens that are proposed.
  ///
  /// @param head EAGLE-3 has its own and does without
  @SuppressWarnings("MissingSummary") // the first line says it
  public static EagleDrafter open(
      Path directoryOrFile, Target target, DraftHead head, EagleConfig config) {
    return new EagleDrafter(
        config, EagleLoader.load(directoryOrFile, target, head, config.version()), target);
  }

  /// Makes a drafter of a config and weights that stay open until this returns.
  ///
  /// @param head tokens that are proposed; EAGLE-3 has its own and does without
  /// @throws RuntimeException that says what is wrong with them, or both sizes when they do not fit
  ///   the target
  @SuppressWarnings("MissingSummary") // the first line says it
  public static EagleDrafter of(
      JsonFile draft, TensorSource weights, Target target, DraftHead head, EagleConfig config) {
    EagleNetwork network =
        EagleLoader.load(EagleDraftConfig.read(draft), weights, target, head, config.version());
    return new EagleDrafter(config, network, target);
  }

  /// The weights of a published draft: EAGLE-1 and -2 bring a copy of the embedding table, EAGLE-3
  /// shares the target's.
  public static TensorManifest manifest(JsonFile draft, EagleVersion version) {
    EagleDraftConfig config = EagleDraftConfig.read(draft);
    return switch (version) {
      case EAGLE1, EAGLE2 -> EagleTensors.eagle1(config, true);
      case EAGLE3 -> EagleTensors.eagle3(config, EagleTensors.MIDDLE_LAYER, false);
    };
  }

  @Override
  public String name() {
    return config.version().method();
  }

  @Override
  public boolean proposesByChance() {
    return config.rule().choice() == ChildChoice.DRAWN;
  }

  @Override
  public FeatureTaps taps() {
    return network.features().taps();
  }

  @Override
  public void observePrompt(Sequence sequence, int firstPosition, int count, ForwardOutput output) {
    EagleState state = state(sequence);
    Matrix hidden = network.features().of(backend, output); // [count, width]
    state.expectFrom(firstPosition);
    boolean last = firstPosition + count == sequence.promptLength() - 1;
    int read = last ? count - 1 : count; // the last pair is read when a tree is wanted
    if (read > 0) {
      reserve(read);
      layout.clear();
      layout.beginSegment(state.cache().store(), state.cache().length());
      for (int i = 0; i < read; i++) {
        ids[i] = sequence.token(firstPosition + i + 1);
        rows[i] = i;
        layout.addCausalRow(firstPosition + i);
      }
      network.forward(backend.gather(hidden, rows, read), ids, layout);
      state.noteRead(read);
    }
    if (last) {
      state.pending().append(backend, hidden, read);
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    Matrix hidden = network.features().of(backend, output.forward()); // [rows, width]
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      if (!sequence.isFinished()) {
        Decision decision = output.decision(s);
        EagleState state = state(sequence);
        state.expectFrom(sequence.length() - 1 - decision.count());
        for (int i = 0; i < decision.count(); i++) {
          state.pending().append(backend, hidden, output.firstRow(s) + decision.node(i));
        }
      }
    }
  }

  @Override
  public void propose(List<Sequence> batch) {
    selectDrafting(batch);
    if (drafting.isEmpty()) {
      return;
    }
    Matrix hidden = readPending(); // [drafting, hidden]
    trees.clear();
    for (int i = 0; i < drafting.size(); i++) {
      trees.add(drafting.get(i));
      state(drafting.get(i)).beginTree(i);
    }
    while (advance(hidden) > 0) {
      layOutLevel();
      long mark = backend.mark();
      Matrix parents = backend.gather(hidden, trees.parents(), trees.rows());
      hidden = backend.keep(network.forward(parents, trees.tokens(), layout)); // [rows, hidden]
      backend.release(mark);
    }
  }

  private void selectDrafting(List<Sequence> batch) {
    drafting.clear();
    for (Sequence sequence : batch) {
      EagleState state = state(sequence);
      boolean complete = state.nextPosition() + state.pending().count() == sequence.length() - 1;
      if (sequence.tree().fits(0) && complete && state.pending().count() > 0) {
        drafting.add(sequence);
      }
    }
  }

  /// Reads the pending pairs of all drafting sequences; the hidden state after the last of each.
  private Matrix readPending() {
    layOutPending();
    long mark = backend.mark();
    Matrix states = backend.upload(features, layout.rows(), network.features().width());
    Matrix hidden = network.forward(states, ids, layout);
    int end = 0;
    for (int i = 0; i < drafting.size(); i++) {
      EagleState state = state(drafting.get(i));
      end += state.pending().count();
      rows[i] = end - 1;
      state.notePendingRead();
    }
    Matrix last = backend.keep(backend.gather(hidden, rows, drafting.size()));
    backend.release(mark);
    return last;
  }

  private void layOutPending() {
    int count = 0;
    for (Sequence sequence : drafting) {
      count += state(sequence).pending().count();
    }
    reserve(Math.max(count, drafting.size()));
    if (features.length < count * network.features().width()) {
      features = new float[2 * count * network.features().width()];
    }
    layout.clear();
    for (Sequence sequence : drafting) {
      EagleState state = state(sequence);
      int firstRow = layout.rows();
      state.pending().copyTo(features, firstRow);
      layout.beginSegment(state.cache().store(), state.cache().length());
      for (int i = 0; i < state.pending().count(); i++) {
        int position = state.nextPosition() + i;
        ids[firstRow + i] = sequence.token(position + 1);
        layout.addCausalRow(position);
      }
    }
  }

  /// Chooses the tokens after each row; the number of rows of the next level.
  private int advance(Matrix hidden) {
    long mark = backend.mark();
    int rowsBelow = trees.advance(network.logits(hidden)); // [rows, draft vocabulary]
    backend.release(mark);
    return rowsBelow;
  }

  private void layOutLevel() {
    layout.clear();
    for (int i = 0; i < drafting.size(); i++) {
      state(drafting.get(i)).layOutLevel(layout, trees.parents(), trees.levelSize(i));
    }
  }

  private void reserve(int count) {
    if (ids.length < count) {
      ids = new int[2 * count];
      rows = new int[2 * count];
    }
  }

  private EagleState state(Sequence sequence) {
    if (sequence.draftState() instanceof EagleState state) {
      return state;
    }
    int fedNodes = config.rule().expandedNodes();
    int capacity = sequence.length() + sequence.remaining() + fedNodes;
    EagleState opened =
        new EagleState(
            new KvCache(backend.kvStore(1, network.attentionShape(), capacity)),
            network.features().width(),
            fedNodes);
    sequence.draftState(opened);
    return opened;
  }
}
