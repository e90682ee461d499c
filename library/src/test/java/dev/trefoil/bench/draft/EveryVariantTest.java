package dev.trefoil.bench.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every trained method on every variant of the target's architecture and in every precision: plain
/// decoding's tokens, greedy and, for the same seed, sampled.
class EveryVariantTest {
  private static final Set<DraftKind> WITH_TARGET_TOKENS =
      EnumSet.complementOf(EnumSet.of(DraftKind.EAGLE3)); // it has a table of its own

  private static final int PROMPTS = 3;
  private static final int NEW_TOKENS = 24;
  private static final SamplingOptions SAMPLED = SamplingOptions.atTemperature(0.9, 17);

  static List<Path> variants() {
    return Golden.cases("target-llama");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("dev.trefoil.testing.TargetVariants#withPrecisions")
  void randomDraftsChangeNoToken(Path variant, Precision precision) {
    Path directory = Golden.root("target-llama").resolve(variant.toString());
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(directory);
        Backend backend = CpuBackend.open(precision, 1)) {
      Llama network = new Llama(config, backend, checkpoint, config.contextLength());
      Target target = new Target("variant", network);
      for (SamplingOptions sampling : List.of(SamplingOptions.GREEDY, SAMPLED)) {
        List<int[]> plain = decode(target, new NoDrafter(), new TreeBudget(1, 0), sampling);
        for (DraftKind kind : DraftKind.values()) {
          try (RandomDraft draft = RandomDraft.of(kind, config, 5);
              Drafter drafter = draft.open(target, checkpoint)) {
            if (sampling.isGreedy() || !drafter.proposesByChance()) {
              assertThat(decode(target, drafter, kind.budget(), sampling))
                  .as(kind.label())
                  .containsExactlyElementsOf(plain);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void draftsOfFewTokensChangeNone(Path directory) {
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(directory);
        Backend backend = CpuBackend.open(Precision.BF16, 1)) {
      Llama network = new Llama(config, backend, checkpoint, config.contextLength());
      Target target = new Target("variant", network);
      int vocabulary = config.vocabularySize();
      int[] tokens = ReducedHeads.randomTokens(new SplittableRandom(9), vocabulary, vocabulary / 2);
      DraftHead head = DraftHead.of(target, checkpoint, DraftVocabulary.of(tokens, vocabulary));
      List<int[]> plain =
          decode(target, new NoDrafter(), new TreeBudget(1, 0), SamplingOptions.GREEDY);
      for (DraftKind kind : WITH_TARGET_TOKENS) {
        try (RandomDraft draft = RandomDraft.of(kind, config, 5);
            Drafter drafter = draft.open(target, checkpoint, head, DraftModelConfig.DEFAULT)) {
          assertThat(decode(target, drafter, kind.budget(), SamplingOptions.GREEDY))
              .as(kind.label())
              .containsExactlyElementsOf(plain);
        }
      }
    }
  }

  private static List<int[]> decode(
      Target target, Drafter drafter, TreeBudget budget, SamplingOptions sampling) {
    int vocabulary = target.config().vocabularySize();
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new LosslessAcceptance(target.backend(), vocabulary),
            budget,
            StepListener.NONE);
    SplittableRandom random = new SplittableRandom(4);
    List<Sequence> batch = new ArrayList<>();
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      int[] ids = random.ints(5 + 9 * prompt, 0, vocabulary).toArray();
      Limits limits = new Limits(NEW_TOKENS, Set.of());
      batch.add(loop.open(ids, new SequenceOptions(limits, sampling, OptionalInt.empty())));
    }
    List<Sequence> active = new ArrayList<>(batch);
    while (!active.isEmpty()) {
      loop.step(active);
      active.removeIf(Sequence::isFinished);
    }
    List<int[]> answers = new ArrayList<>();
    for (Sequence sequence : batch) {
      assertThat(sequence.counters().faults()).as(drafter.name()).isZero();
      answers.add(Arrays.copyOf(sequence.tokens(), sequence.length()));
      sequence.close();
    }
    return answers;
  }
}
