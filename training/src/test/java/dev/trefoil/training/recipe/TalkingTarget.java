package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.TargetModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A random target on the disk and what it says: its text soon runs in circles, so that there is
/// something to learn from it.
final class TalkingTarget implements AutoCloseable {
  static final int VOCABULARY = 37;
  private static final int CONTEXT = 40;
  private static final int PROMPT = 4;

  final Path directory;
  final Checkpoint weights;
  final ModelConfig config;
  private final CpuBackend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target;

  TalkingTarget(Path directory, int layers) throws IOException {
    this(directory, layers, 0.25);
  }

  /// @param deviation of its random weights: with small ones it has little to say
  @SuppressWarnings("MissingSummary") // the parameter says all
  TalkingTarget(Path directory, int layers, double deviation) throws IOException {
    this.directory = directory;
    Path file = directory.resolve("config.json");
    Files.writeString(
        file,
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
         "intermediate_size": 48, "num_hidden_layers": %d, "num_attention_heads": 4,
         "num_key_value_heads": 2, "vocab_size": %d, "max_position_embeddings": %d,
         "rms_norm_eps": 1e-5, "hidden_act": "silu", "tie_word_embeddings": false}
        """
            .formatted(layers, VOCABULARY, CONTEXT));
    config = ModelConfigReader.read(file);
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), TinyTargets.random(config, 3, deviation), Map.of());
    weights = Checkpoint.open(directory);
    target = new Target("talking", new Llama(config, backend, weights, CONTEXT));
  }

  TargetModel model() {
    return new TargetModel(directory, config, weights, "fingerprint");
  }

  /// Conversations of four random tokens and the target's answer, the same for the same seed.
  DraftBatch batch(int conversations, long seed) {
    int[] ids = new int[conversations * CONTEXT];
    boolean[] trained = new boolean[ids.length];
    int[] starts = new int[conversations + 1];
    int[] numbers = new int[conversations];
    for (int i = 0; i < conversations; i++) {
      int[] prompt = prompt(seed * 1000 + i);
      int[] answer = plainly(prompt);
      System.arraycopy(prompt, 0, ids, starts[i], PROMPT);
      System.arraycopy(answer, 0, ids, starts[i] + PROMPT, answer.length);
      starts[i + 1] = starts[i] + PROMPT + answer.length;
      Arrays.fill(trained, starts[i] + PROMPT, starts[i + 1], true);
      numbers[i] = i;
    }
    int rows = starts[conversations];
    return new DraftBatch(Arrays.copyOf(ids, rows), Arrays.copyOf(trained, rows), starts, numbers);
  }

  static int[] prompt(long seed) {
    return new SplittableRandom(seed).ints(PROMPT, 0, VOCABULARY).toArray();
  }

  private int[] plainly(int[] prompt) {
    return answer(prompt, new NoDrafter(), new TreeBudget(1, 0)).generated();
  }

  /// Decodes with a drafter.
  private Sequence answer(int[] prompt, Drafter drafter, TreeBudget budget) {
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new LosslessAcceptance(backend, VOCABULARY),
            budget,
            StepListener.NONE);
    try (Sequence sequence = loop.open(prompt, new Limits(CONTEXT, Set.of()))) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      return sequence;
    }
  }

  /// What came of decoding some prompts with a drafter and without.
  ///
  /// @param same whether all answers were the same
  /// @param tokensPerStep new tokens, the bonus token included
  record Outcome(boolean same, double tokensPerStep, int faults) {}

  Outcome decode(Function<Target, Drafter> open, TreeBudget budget) {
    List<Boolean> same = new ArrayList<>();
    double tokens = 0;
    int steps = 0;
    int faults = 0;
    try (Drafter drafter = open.apply(target)) {
      for (int i = 0; i < 6; i++) {
        int[] prompt = prompt(1000 + i); // of the first batch
        Sequence sequence = answer(prompt, drafter, budget);
        same.add(Arrays.equals(sequence.generated(), plainly(prompt)));
        tokens += sequence.generated().length;
        steps += sequence.counters().steps();
        faults += sequence.counters().faults();
      }
    }
    return new Outcome(!same.contains(false), tokens / steps, faults);
  }

  @Override
  public void close() {
    backend.close();
    weights.close();
  }
}
