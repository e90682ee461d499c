package dev.trefoil.bench.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A draft with some of the target's tokens makes the trees that it makes with the whole head when
/// all others are forbidden.
class ReducedVocabularyTest {
  private static final int VOCABULARY = 97;
  private static final int TOKENS = 40;
  private static final ModelConfig CONFIG = TinyModels.config(VOCABULARY, 96);
  private static final TensorSource WEIGHTS = TinyModels.random(CONFIG, 3);

  @ParameterizedTest
  @EnumSource(
      names = {"EAGLE", "EAGLE2", "CLOVER", "CLOVER2"}) // those without outputs of their own
  void proposalsAreThoseOfTheWholeHeadWithoutTheOtherTokens(DraftKind kind) {
    try (Backend backend = CpuBackend.open(Precision.F32, 1);
        RandomDraft draft = RandomDraft.of(kind, CONFIG, 5)) {
      Llama network = new Llama(CONFIG, backend, WEIGHTS, CONFIG.contextLength());
      Target target = new Target("tiny", network);
      SplittableRandom random = new SplittableRandom(77);
      for (int round = 0; round < 4; round++) {
        int[] tokens = ReducedHeads.randomTokens(random, VOCABULARY, TOKENS);
        DraftVocabulary vocabulary = DraftVocabulary.of(tokens, VOCABULARY);
        List<String> few = trees(kind, draft, target, DraftHead.of(target, WEIGHTS, vocabulary));
        List<String> masked = trees(kind, draft, target, ReducedHeads.masked(target, tokens));
        assertThat(few).isEqualTo(masked);
        assertThat(few).anyMatch(tree -> tree.contains(","));
      }
    }
  }

  private static List<String> trees(
      DraftKind kind, RandomDraft draft, Target target, DraftHead head) {
    try (Recorder recorder =
        new Recorder(draft.open(target, WEIGHTS, head, DraftModelConfig.DEFAULT))) {
      DecodeLoop loop =
          new DecodeLoop(
              target,
              recorder,
              new LosslessAcceptance(target.backend(), VOCABULARY),
              kind.budget(),
              StepListener.NONE);
      List<Sequence> active = new ArrayList<>();
      for (int prompt = 0; prompt < 3; prompt++) {
        int[] ids = new SplittableRandom(prompt).ints(6 + 5 * prompt, 0, VOCABULARY).toArray();
        active.add(loop.open(ids, new Limits(16, Set.of())));
      }
      List<Sequence> batch = List.copyOf(active);
      while (!active.isEmpty()) {
        loop.step(active);
        active.removeIf(Sequence::isFinished);
      }
      for (Sequence sequence : batch) {
        assertThat(sequence.counters().faults()).isZero();
        sequence.close();
      }
      return recorder.trees;
    }
  }

  /// Writes down what is proposed.
  private record Recorder(Drafter drafter, List<String> trees) implements Drafter {
    Recorder(Drafter drafter) {
      this(drafter, new ArrayList<>());
    }

    @Override
    public String name() {
      return drafter.name();
    }

    @Override
    public void propose(List<Sequence> batch) {
      drafter.propose(batch);
      for (Sequence sequence : batch) {
        TokenTree tree = sequence.tree();
        StringBuilder text = new StringBuilder();
        for (int node = 1; node < tree.size(); node++) {
          text.append(tree.parent(node)).append(':').append(tree.token(node)).append(',');
        }
        trees.add(text.toString());
      }
    }

    @Override
    public void observePrompt(
        Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
      drafter.observePrompt(sequence, firstPosition, rows, output);
    }

    @Override
    public void observe(List<Sequence> batch, StepOutput output) {
      drafter.observe(batch, output);
    }

    @Override
    public FeatureTaps taps() {
      return drafter.taps();
    }

    @Override
    public void close() {
      drafter.close();
    }
  }
}
