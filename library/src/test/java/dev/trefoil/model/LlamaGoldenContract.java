package dev.trefoil.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every recorded target reproduces its logits, hidden states, token tree and greedy text in f32. A
/// backend passes by subclassing this.
public abstract class LlamaGoldenContract {
  private static final float TOLERANCE = 1e-4f; // of the golden README

  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  @TestFactory
  Stream<DynamicContainer> everyRecordedTargetIsReproduced() {
    List<Path> cases = Golden.cases("target-llama");
    assertThat(cases).isNotEmpty();
    return cases.stream()
        .map(
            directory ->
                DynamicContainer.dynamicContainer(
                    directory.getFileName().toString(),
                    Stream.of(
                        test("logits and hidden states", directory, this::sequence),
                        test("token tree", directory, this::tree),
                        test("greedy continuation", directory, this::greedy))));
  }

  private interface Check {
    void run(Recorded recorded);
  }

  private DynamicTest test(String name, Path directory, Check check) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (Backend backend = open();
              Recorded recorded = new Recorded(directory, backend)) {
            check.run(recorded);
          }
        });
  }

  private void sequence(Recorded recorded) {
    int[] ids = ints(recorded.inputs.get("ids"));
    List<Integer> all = IntStream.rangeClosed(0, recorded.config.layers()).boxed().toList();
    try (KvCache cache = recorded.target.newCache(ids.length)) {
      ForwardOutput output = recorded.chain(cache, ids, new FeatureTaps(all));
      for (int layer : all) {
        recorded.compare("hidden." + layer, output.taps().get(layer));
      }
      recorded.compare("final_norm", output.finalNorm());
      recorded.compare("logits", recorded.target.network().logits(output.finalNorm()));
    }
  }

  private void tree(Recorded recorded) {
    JsonNode tree = recorded.inputs.get("tree");
    int[] prefix = ints(tree.get("prefix_ids"));
    int[] nodes = ints(tree.get("node_tokens"));
    int[] parents = ints(tree.get("parents"));
    int[] positions = ints(tree.get("position_ids"));
    try (KvCache cache = recorded.target.newCache(prefix.length + nodes.length)) {
      ForwardOutput chain = recorded.chain(cache, prefix, FeatureTaps.NONE);
      recorded.compare("tree.prefix_logits", recorded.target.network().logits(chain.finalNorm()));
      cache.commitChain(prefix.length);
      RowLayout layout = new RowLayout();
      layout.beginSegment(cache.store(), cache.length());
      for (int i = 0; i < nodes.length; i++) {
        layout.addTreeRow(positions[i], parents[i]);
      }
      recorded.backend.beginStep();
      FeatureTaps last = new FeatureTaps(List.of(recorded.config.layers()));
      ForwardOutput output = recorded.target.network().forward(nodes, layout, last);
      recorded.compare("tree.last_layer_output", output.taps().getFirst());
      recorded.compare("tree.final_norm", output.finalNorm());
      recorded.compare("tree.logits", recorded.target.network().logits(output.finalNorm()));
    }
  }

  private void greedy(Recorded recorded) {
    int[] prompt = ints(recorded.inputs.get("greedy_prompt"));
    int[] expected = ints(recorded.greedy.get("continuation"));
    int[] actual = new int[expected.length];
    int[] best = new int[prompt.length];
    try (KvCache cache = recorded.target.newCache(prompt.length + expected.length)) {
      int[] next = prompt;
      for (int i = 0; i < expected.length; i++) {
        ForwardOutput output = recorded.chain(cache, next, FeatureTaps.NONE);
        recorded.backend.argmax(recorded.target.network().logits(output.finalNorm()), best);
        cache.commitChain(next.length);
        actual[i] = best[next.length - 1];
        next = new int[] {actual[i]};
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  /// One recorded target, loaded.
  private static final class Recorded implements AutoCloseable {
    final Backend backend;
    final JsonNode inputs;
    final JsonNode greedy;
    final ModelConfig config;
    final Checkpoint weights;
    final Checkpoint outputs;
    final Target target;

    Recorded(Path directory, Backend backend) {
      this.backend = backend;
      JsonMapper json = JsonMapper.builder().build();
      inputs = json.readTree(directory.resolve("inputs.json").toFile());
      greedy = json.readTree(directory.resolve("greedy.json").toFile());
      config = ModelConfigReader.read(directory.resolve("config.json"));
      assertThat(config.normalisedHead())
          .isEqualTo(inputs.get("normalise_lm_head_rows").booleanValue());
      weights = Checkpoint.open(directory);
      outputs = Checkpoint.open(directory.resolve("outputs.safetensors"));
      Llama network = new Llama(config, backend, weights, config.contextLength());
      target = new Target(directory.getFileName().toString(), network);
    }

    ForwardOutput chain(KvCache cache, int[] ids, FeatureTaps taps) {
      RowLayout layout = new RowLayout();
      layout.beginSegment(cache.store(), cache.length());
      for (int i = 0; i < ids.length; i++) {
        layout.addCausalRow(cache.length() + i);
      }
      backend.beginStep();
      return target.network().forward(ids, layout, taps);
    }

    void compare(String name, Matrix actual) {
      HostTensor expected = Objects.requireNonNull(outputs.find(name), name);
      assertThat(actual.rows()).as(name).isEqualTo(expected.rows());
      assertThat(actual.columns()).as(name).isEqualTo(expected.columns());
      float[] row = new float[actual.columns()];
      for (int i = 0; i < actual.rows(); i++) {
        backend.read(actual, i, row);
        for (int j = 0; j < row.length; j++) {
          float wanted = expected.get((long) i * row.length + j);
          if (!(Math.abs(row[j] - wanted) <= TOLERANCE)) {
            assertThat(row[j]).as("%s[%d,%d]", name, i, j).isEqualTo(wanted);
          }
        }
      }
    }

    @Override
    public void close() {
      outputs.close();
      weights.close();
    }
  }
}
