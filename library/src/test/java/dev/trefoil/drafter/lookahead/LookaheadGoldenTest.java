package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.ExtraRows;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded greedy runs of the original: same tokens, same tokens in each step, and the same
/// rows at the same positions that see the same rows.
class LookaheadGoldenTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode runs = read("generation.json");

  @Test
  void recordedRunsAreReproducedStepByStep() {
    assertThat(runs.size()).isPositive();
    withTarget(
        target -> {
          for (JsonNode run : runs) {
            replay(target, run);
          }
        });
  }

  @Test
  void recordedStepsHaveTheSameRows() {
    JsonNode steps = read("step_inputs.json");
    assertThat(steps.size()).isPositive();
    withTarget(
        target -> {
          for (JsonNode step : steps) {
            compareStep(target, step, runOf(step));
          }
        });
  }

  private static void replay(Target target, JsonNode run) {
    DecodeLoop loop = loop(target, config(run, false), run);
    try (Sequence sequence = open(loop, run)) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.generated()).isEqualTo(ints(run.get("output")));
      assertThat(sequence.counters().newTokensPerStep()).isEqualTo(appended(run));
      assertThat(sequence.counters().steps()).isEqualTo(run.get("steps").intValue());
      assertThat(sequence.counters().faults()).isZero();
    }
  }

  /// The original's last step may run past the end, where its output is cut.
  private static int[] appended(JsonNode run) {
    int[] appended = ints(run.get("appended_per_step"));
    int excess = Arrays.stream(appended).sum() - run.get("output").size();
    appended[appended.length - 1] -= excess;
    return appended;
  }

  /// The rows of the full guesses, so with their last token.
  private static void compareStep(Target target, JsonNode step, JsonNode run) {
    DecodeLoop loop = loop(target, config(run, true), run);
    try (Sequence sequence = open(loop, run)) {
      int number = step.get("step").intValue();
      for (int i = 0; i <= number; i++) {
        loop.step(List.of(sequence));
      }
      int[] tokens = ints(step.get("input_ids"));
      int rootPosition = number == 0 ? sequence.promptLength() - 1 : step.get("past").intValue();
      int root = rootPosition - step.get("past").intValue();
      assertThat(sequence.tree().token(0)).isEqualTo(tokens[root]);
      int windowRows = Arrays.stream(ints(step.get("level_sizes"))).sum();
      assertThat(sequence.extraRows().size()).isEqualTo(windowRows);
      compareWindow(sequence.extraRows(), step, root);
      compareGuesses(sequence.tree(), step, root + 1 + windowRows);
    }
  }

  private static void compareWindow(ExtraRows rows, JsonNode step, int root) {
    int past = step.get("past").intValue();
    int[] positions = ints(step.get("position_ids"));
    for (int row = 0; row < rows.size(); row++) {
      int input = root + 1 + row;
      assertThat(rows.token(row)).isEqualTo(step.get("input_ids").get(input).intValue());
      assertThat(rows.positionOffset(row)).isEqualTo(positions[input] - positions[root]);
      Set<Integer> visible = new TreeSet<>();
      IntStream.rangeClosed(0, past + root).forEach(visible::add); // the text and the root
      for (int other = 0; other < rows.size(); other++) {
        if (rows.sees(row, other)) {
          visible.add(past + root + 1 + other);
        }
      }
      assertThat(visible).isEqualTo(visible(step, input));
    }
  }

  /// Every guess is a path of the tree and every path comes from a guess; the original does not
  /// merge equal beginnings.
  private static void compareGuesses(TokenTree tree, JsonNode step, int firstInput) {
    int[] guessTokens = ints(step.get("guess_tokens"));
    int tail = step.get("N").intValue() - 1;
    int past = step.get("past").intValue();
    Set<Integer> nodes = new HashSet<>();
    for (int guess = 0; guess < guessTokens.length; guess += tail) {
      int node = 0;
      Set<Integer> visible = new TreeSet<>();
      IntStream.rangeClosed(0, past).forEach(visible::add);
      for (int i = guess; i < guess + tail; i++) {
        node = tree.child(node, guessTokens[i]);
        assertThat(node).isPositive();
        nodes.add(node);
        visible.add(past + firstInput + i);
        assertThat(visible(step, firstInput + i)).isEqualTo(visible);
      }
    }
    assertThat(tree.size()).isEqualTo(1 + nodes.size());
  }

  private static Set<Integer> visible(JsonNode step, int input) {
    Set<Integer> visible = new TreeSet<>();
    Arrays.stream(ints(step.get("visible").get(input))).forEach(visible::add);
    return visible;
  }

  private JsonNode runOf(JsonNode step) {
    List<JsonNode> sameSizes =
        runs.valueStream()
            .filter(
                run ->
                    List.of("N", "W", "G").stream()
                        .allMatch(size -> run.get(size).equals(step.get(size))))
            .toList();
    return sameSizes.get(step.get("prompt_index").intValue());
  }

  private static LookaheadConfig config(JsonNode run, boolean creditLastToken) {
    return new LookaheadConfig(
        run.get("N").intValue(), run.get("W").intValue(), run.get("G").intValue(), creditLastToken);
  }

  private static DecodeLoop loop(Target target, LookaheadConfig config, JsonNode run) {
    int[] initial = ints(run.get("initial_window"));
    return new DecodeLoop(
        target,
        new LookaheadDrafter(config, (_, _) -> initial),
        new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
        config.budget(),
        StepListener.NONE);
  }

  private static Sequence open(DecodeLoop loop, JsonNode run) {
    int[] prompt = ints(run.get("prompt"));
    int newTokens = run.get("max_length").intValue() - prompt.length;
    return loop.open(prompt, new Limits(newTokens, Set.of()));
  }

  private static void withTarget(Consumer<Target> test) {
    Path directory = Golden.root("e2e").resolve("target");
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Backend backend = CpuBackend.open(Precision.F32, 1);
        Checkpoint checkpoint = Checkpoint.open(directory)) {
      test.accept(
          new Target("e2e", new Llama(config, backend, checkpoint, config.contextLength())));
    }
  }

  private static JsonNode read(String file) {
    return JSON.readTree(Golden.root("lookahead").resolve(file).toFile());
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
