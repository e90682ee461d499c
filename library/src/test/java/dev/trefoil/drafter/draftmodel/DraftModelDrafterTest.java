package dev.trefoil.drafter.draftmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DraftModelDrafterTest extends DrafterContract {
  private static final TreeBudget BUDGET = new TreeBudget(21, 20);

  @Override
  protected Drafter newDrafter(Target target) {
    // the target's weights with a shorter context, which some sequences outgrow
    Target draft = TinyModels.target(target.backend(), TinyModels.config(VOCABULARY, 80), 3);
    return new DraftModelDrafter(draft, DraftModelConfig.DEFAULT, VOCABULARY);
  }

  @Override
  protected TreeBudget budget() {
    return BUDGET;
  }

  private static Target otherModel(Backend backend, int vocabulary) {
    return TinyModels.target(backend, TinyModels.config(vocabulary, 120), 8);
  }

  @Test
  void theTargetAsItsOwnDraftIsAlwaysRight() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 100), 3);
      for (double temperature : new double[] {0, 0.9}) {
        Drafter drafter = new DraftModelDrafter(target, DraftModelConfig.fixed(4), VOCABULARY);
        List<int[]> chains = new ArrayList<>();
        try (Sequence sequence =
            decode(target, drafter, new int[] {1, 2, 3}, temperature, chains, 40)) {
          assertThat(sequence.counters().steps()).as("T %s", temperature).isEqualTo(8);
          assertThat(sequence.counters().acceptedTokens()).isEqualTo(32);
        }
      }
    }
  }

  @Test
  void afterEveryRollbackTheChainIsThatOfADraftThatReadTheTextAfresh() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 100), 3);
      Target draft = otherModel(backend, VOCABULARY);
      List<int[]> chains = new ArrayList<>();
      Drafter drafter = new DraftModelDrafter(draft, DraftModelConfig.fixed(5), VOCABULARY);
      int[] text;
      List<Integer> lengths = new ArrayList<>();
      try (Sequence sequence = decode(target, drafter, new int[] {4, 9}, 0, chains, 30)) {
        text = java.util.Arrays.copyOf(sequence.tokens(), sequence.length());
        int length = 2;
        for (int newTokens : sequence.counters().newTokensPerStep()) {
          lengths.add(length);
          length += newTokens;
        }
      }
      for (int step = 0; step < chains.size(); step++) {
        int[] prompt = java.util.Arrays.copyOf(text, lengths.get(step));
        List<int[]> fresh = new ArrayList<>();
        Drafter anew = new DraftModelDrafter(draft, DraftModelConfig.fixed(5), VOCABULARY);
        decode(target, anew, prompt, 0, fresh, 32 - prompt.length).close();
        assertThat(chains.get(step)).as("step %d", step).isEqualTo(fresh.getFirst());
      }
    }
  }

  @Test
  void paddingRowsOfEitherVocabularyAreNeverProposed() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 100), 3);
      for (int rows : new int[] {VOCABULARY - 5, VOCABULARY + 9}) {
        for (double temperature : new double[] {0, 1}) {
          Drafter drafter =
              new DraftModelDrafter(
                  otherModel(backend, rows), DraftModelConfig.DEFAULT, VOCABULARY);
          List<int[]> chains = new ArrayList<>();
          decode(target, drafter, new int[] {1}, temperature, chains, 30).close();
          assertThat(chains.stream().flatMapToInt(java.util.Arrays::stream))
              .as("%d rows, T %s", rows, temperature)
              .isNotEmpty()
              .allMatch(token -> token < Math.min(rows, VOCABULARY));
        }
      }
    }
  }

  @Test
  void aDraftOfSomeTokensMakesTheChainsOfTheWholeHeadWithoutTheOthers() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 100), 3);
      ModelConfig config = TinyModels.config(VOCABULARY + 9, 120); // padded
      Target draft = TinyModels.target(backend, config, 8);
      int[] tokens = ReducedHeads.randomTokens(new SplittableRandom(6), VOCABULARY, VOCABULARY / 3);
      DraftVocabulary some = DraftVocabulary.of(tokens, VOCABULARY).within(config.vocabularySize());
      DraftHead few = DraftHead.of(draft, TinyModels.random(config, 8), some);
      for (double temperature : new double[] {0, 1}) {
        List<int[]> chains = new ArrayList<>();
        List<int[]> masked = new ArrayList<>();
        Drafter drafter = new DraftModelDrafter(draft, few, DraftModelConfig.DEFAULT, VOCABULARY);
        decode(target, drafter, new int[] {1}, temperature, chains, 30).close();
        Drafter whole =
            new DraftModelDrafter(
                draft, ReducedHeads.masked(draft, tokens), DraftModelConfig.DEFAULT, VOCABULARY);
        decode(target, whole, new int[] {1}, temperature, masked, 30).close();
        assertThat(chains).as("T %s", temperature).isNotEmpty().containsExactlyElementsOf(masked);
      }
    }
  }

  @Test
  void theLengthAdaptsAsTheReferenceDoes() {
    DraftModelConfig adaptive = DraftModelConfig.DEFAULT;
    assertThat(adaptive.next(5, 5, 5)).isEqualTo(7);
    assertThat(adaptive.next(5, 5, 4)).isEqualTo(4);
    assertThat(adaptive.next(1, 1, 0)).isEqualTo(1);
    assertThat(adaptive.next(20, 20, 20)).isEqualTo(20);
    assertThat(adaptive.next(5, 0, 0)).as("nothing was drafted").isEqualTo(5);
    assertThat(DraftModelConfig.fixed(3).next(3, 3, 3)).isEqualTo(3);
    assertThatThrownBy(() -> new DraftModelConfig(0, true, 4)).hasMessageContaining("0 draft");
  }

  private static Sequence decode(
      Target target,
      Drafter drafter,
      int[] prompt,
      double temperature,
      List<int[]> chains,
      int newTokens) {
    StepListener listener =
        (batch, _) -> {
          TokenTree tree = batch.getFirst().tree();
          int[] chain = new int[tree.size() - 1];
          for (int node = 1; node < tree.size(); node++) {
            chain[node - 1] = tree.token(node);
          }
          chains.add(chain);
        };
    ModelConfig config = target.config();
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new LosslessAcceptance(target.backend(), config.vocabularySize()),
            BUDGET,
            listener);
    Sequence sequence =
        loop.open(
            prompt,
            new SequenceOptions(
                new Limits(newTokens, Set.of()),
                SamplingOptions.atTemperature(temperature, 17),
                OptionalInt.empty()));
    while (!sequence.isFinished()) {
      loop.step(List.of(sequence));
    }
    assertThat(sequence.counters().faults()).isZero();
    return sequence;
  }
}
