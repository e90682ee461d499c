package dev.trefoil.bench.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.RandomTensors;
import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.JsonFile;
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
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.drafter.clover.CloverConfig;
import dev.trefoil.drafter.clover.CloverDrafter;
import dev.trefoil.drafter.clover2.Clover2Config;
import dev.trefoil.drafter.clover2.Clover2Drafter;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.draftmodel.DraftModelDrafter;
import dev.trefoil.drafter.eagle.EagleConfig;
import dev.trefoil.drafter.eagle.EagleDrafter;
import dev.trefoil.drafter.hydra.HydraConfig;
import dev.trefoil.drafter.hydra.HydraDrafter;
import dev.trefoil.drafter.medusa.MedusaConfig;
import dev.trefoil.drafter.medusa.MedusaDrafter;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.sorted.SortedDrafter;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomDraftTest {
  private static final int NEW_TOKENS = 40;
  private static final int[] PROMPT = {3, 60, 9, 41, 5, 22};

  private final ModelConfig config = ModelConfig.llama(64, 3, 4, 2, 96, 300, 128, false, List.of());
  private final RandomTensors weights = new RandomTensors(config, new Random(7));
  private final Backend backend = CpuBackend.open(Precision.BF16, 2);
  private final Target target = new Target("tiny", new Llama(config, backend, weights, 128));

  @AfterEach
  void closeAll() {
    backend.close();
    weights.close();
  }

  @ParameterizedTest
  @EnumSource
  void proposesWholeTreesAndChangesNoToken(DraftKind kind) {
    Run plain = run(new NoDrafter(), new TreeBudget(1, 0));
    try (RandomDraft draft = RandomDraft.of(kind, config, 5)) {
      Drafter drafter = draft.open(target, weights);
      assertThat(drafter.name()).isEqualTo(kind.method());
      Run drafted = run(drafter, kind.budget());
      assertThat(drafted.tokens()).isEqualTo(plain.tokens());
      assertThat(drafted.firstTree()).isEqualTo(fullTree(kind));
    }
  }

  /// Chains begin shorter than they may become.
  private static int fullTree(DraftKind kind) {
    return kind == DraftKind.SPS
        ? 1 + DraftModelConfig.DEFAULT.draftTokens()
        : kind.budget().nodes();
  }

  @ParameterizedTest
  @EnumSource
  void aSavedDraftIsLoadedLikeAPublishedOne(DraftKind kind, @TempDir Path directory) {
    try (RandomDraft draft = RandomDraft.of(kind, config, 5)) {
      Run before = run(draft.open(target, weights), kind.budget());
      draft.save(directory);
      Run after = run(open(kind, directory), kind.budget());
      assertThat(after).isEqualTo(before);
      try (Checkpoint checkpoint = Checkpoint.open(directory)) {
        assertThat(checkpoint.names()).containsExactlyInAnyOrderElementsOf(draft.tensors().names());
      }
    }
  }

  @Test
  void aSmallerModelIsSavedWithTheTargetsTokenizer(@TempDir Path directory) throws Exception {
    Path model = Files.createDirectory(directory.resolve("model"));
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    Path saved = directory.resolve("drafts/sps");
    try (RandomDraft draft = RandomDraft.of(DraftKind.SPS, config, 5)) {
      draft.save(saved, model);
    }
    assertThat(saved).isDirectoryContaining("glob:**tokenizer.json");
    assertThat(JsonFile.read(saved.resolve("config.json")).integer("num_hidden_layers", 1, 9))
        .isEqualTo(2);
  }

  @Test
  void kindsAreReadFromAListOnceEach() {
    assertThat(DraftKind.parseList("clover2, medusa,clover2"))
        .containsExactly(DraftKind.CLOVER2, DraftKind.MEDUSA);
    assertThat(DraftKind.parseList("all")).containsExactly(DraftKind.values());
    assertThatThrownBy(() -> DraftKind.parseList("medusa,pld"))
        .hasMessageContaining("'pld'")
        .hasMessageContaining("hydra++");
  }

  private Drafter open(DraftKind kind, Path directory) {
    return switch (kind) {
      case MEDUSA -> MedusaDrafter.open(directory, target, MedusaConfig.DEFAULT);
      case HYDRA, HYDRA_PLUS -> HydraDrafter.open(directory, target, HydraConfig.DEFAULT);
      case EAGLE -> EagleDrafter.open(directory, target, EagleConfig.EAGLE1);
      case EAGLE2 -> EagleDrafter.open(directory, target, EagleConfig.EAGLE2);
      case EAGLE3 -> EagleDrafter.open(directory, target, EagleConfig.EAGLE3);
      case CLOVER -> CloverDrafter.open(directory, target, weights, CloverConfig.DEFAULT);
      case CLOVER2 -> Clover2Drafter.open(directory, target, weights, Clover2Config.DEFAULT);
      case SD2 -> SortedDrafter.open(directory, target, SortedConfig.DEFAULT);
      case SPS -> {
        ModelConfig model = ModelConfigReader.read(directory.resolve("config.json"));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
          Llama network = new Llama(model, backend, checkpoint, 128);
          yield new DraftModelDrafter(
              new Target("saved", network), DraftModelConfig.DEFAULT, config.vocabularySize());
        }
      }
    };
  }

  private record Run(List<Integer> tokens, int firstTree, int drafted) {}

  private Run run(Drafter drafter, TreeBudget budget) {
    List<Integer> sizes = new ArrayList<>();
    StepListener listener =
        (batch, _) -> batch.forEach(sequence -> sizes.add(sequence.tree().size()));
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new GreedyAcceptance(backend, config.vocabularySize()),
            budget,
            listener);
    try (Sequence sequence = loop.open(PROMPT, new Limits(NEW_TOKENS, Set.of()))) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.counters().faults()).isZero();
      int drafted = sizes.stream().mapToInt(size -> size - 1).sum();
      List<Integer> tokens = Arrays.stream(sequence.generated()).boxed().toList();
      return new Run(tokens, sizes.getFirst(), drafted);
    } finally {
      drafter.close();
    }
  }
}
