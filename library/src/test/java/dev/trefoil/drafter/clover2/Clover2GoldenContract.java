package dev.trefoil.drafter.clover2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrawNumbers;
import dev.trefoil.decoding.DrawnTable;
import dev.trefoil.decoding.GivenSequence;
import dev.trefoil.decoding.GoldenRuns;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.drafter.recurrent.RecurrentNetwork.HeadOutput;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.nn.AttentionDecoder;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.WeightLoader;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded Clover-2 drafts in f32: every stage, every head, chunks, and the candidates of
/// three calls that share a cache. A backend passes by subclassing this.
public abstract class Clover2GoldenContract {
  private static final float TOLERANCE = 1e-4f; // of the golden README
  private static final int HEADS = 5;

  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "mha"})
  void everyHeadAtEveryPositionIsReproduced(String name) {
    try (Recorded recorded = new Recorded(name, open())) {
      for (int batch = 0; batch < 2; batch++) {
        recorded.wholeSequence(batch);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "mha"})
  void chunksOfASequenceGiveTheSameStates(String name) {
    try (Recorded recorded = new Recorded(name, open())) {
      recorded.chunks();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "mha"})
  void threeDraftsThatShareACacheHaveTheSameCandidates(String name) {
    try (Recorded recorded = new Recorded(name, open());
        KvCache cache = recorded.network.newCache(32)) {
      JsonNode lengths = recorded.facts.get("stable_kv_length_after_draft");
      for (int call = 0; call < 3; call++) {
        recorded.draft(cache, "draft" + call + ".");
        assertThat(cache.length()).isEqualTo(lengths.get(call).intValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "mha"})
  void drawnChildrenHaveTheRecordedDistributions(String name) {
    for (String settings : List.of("T0.7_p0.0", "T1.0_p0.0", "T1.3_p0.9")) {
      try (Recorded recorded = new Recorded(name, open())) {
        recorded.drawn(settings);
      }
    }
  }

  @Test
  void theAttentionDecoderAloneIsReproducedForSmallLargeAndZeroVectors() {
    Path directory = Golden.root("clover2").resolve("attention_decoder");
    try (Backend backend = open();
        Checkpoint file = Checkpoint.open(directory.resolve("case.safetensors"))) {
      WeightLoader loader = new WeightLoader(backend, PrefixedTensors.within(file, "w."));
      for (boolean biased : new boolean[] {true, false}) {
        AttentionDecoder cell =
            new AttentionDecoder(
                loader.norm("input_layernorm", 1e-5f),
                loader.linear(biased, "q"),
                loader.linear(biased, List.of("k", "v")),
                new HeadGate(3, HeadGate.Similarity.COSINE, 1e-5f),
                false);
        backend.beginStep();
        Matrix x = upload(backend, tensor(file, "x"), 0, 24, 24);
        Matrix y = upload(backend, tensor(file, "y"), 0, 24, 24);
        String wanted = biased ? "out" : "out_with_zero_biases";
        assertClose(wanted, backend, cell.apply(x, y), 0, 24, tensor(file, wanted), 0);
      }
    }
  }

  @Test
  void recordedRunsHaveTheSameTokensAndAcceptedLengths() {
    Path draft = Golden.root("e2e").resolve("clover2");
    try (Backend backend = open()) {
      Target target = GoldenRuns.target(backend);
      Clover2Config config = Clover2Config.DEFAULT;
      TensorSource nothing = TinyModels.of(Map.of());
      try (Drafter drafter = Clover2Drafter.open(draft, target, nothing, config)) {
        GoldenRuns.replay(draft.resolve("generation.json"), target, drafter, config.budget());
      }
    }
  }

  private static HostTensor tensor(Checkpoint file, String name) {
    return Objects.requireNonNull(file.find(name), name);
  }

  private static Matrix upload(
      Backend backend, HostTensor source, int from, int rows, int columns) {
    float[] values = new float[rows * columns];
    source.copyRow((long) from * columns, values.length, values, 0);
    return backend.upload(values, rows, columns);
  }

  /// Rows `[from, from + rows)` against the rows of a tensor from `first` on.
  private static void assertClose(
      String what, Backend backend, Matrix x, int from, int rows, HostTensor wanted, int first) {
    float[] row = new float[x.columns()];
    for (int i = 0; i < rows; i++) {
      backend.read(x, from + i, row);
      for (int j = 0; j < row.length; j++) {
        float expected = wanted.get((long) (first + i) * row.length + j);
        float limit = TOLERANCE * Math.max(1, Math.abs(expected));
        if (!(Math.abs(row[j] - expected) <= limit)) {
          assertThat(row[j]).as("%s[%d,%d]", what, first + i, j).isEqualTo(expected);
        }
      }
    }
  }

  /// One recorded draft, loaded.
  private static final class Recorded implements AutoCloseable {
    final Backend backend;
    final Checkpoint weights;
    final Checkpoint outputs;
    final JsonNode facts;
    final Clover2Network network;
    final Weight head;
    final Target target; // lends its output head, which is the recorded one
    final int hidden;

    Recorded(String name, Backend backend) {
      this.backend = backend;
      Path directory = Golden.root("clover2").resolve(name);
      facts = JsonMapper.builder().build().readTree(directory.resolve("case.json").toFile());
      weights = Checkpoint.open(directory.resolve("model.safetensors"));
      outputs = Checkpoint.open(directory.resolve("outputs.safetensors"));
      ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
      hidden = config.hiddenSize();
      NamedTensor table = new NamedTensor("table", tensor("clover_embed_tokens.weight"));
      network =
          new Clover2Network(config, 2, HEADS, backend, new Clover2Tensors(weights), table, 128);
      head =
          backend.linearWeight(
              List.of(new NamedTensor("head", tensor("lm_head.weight"))), List.of());
      target = target(config);
    }

    private Target target(ModelConfig drafted) {
      int vocabulary = tensor("lm_head.weight").rows();
      ModelConfig config = TinyModels.config(hidden, drafted.heads(), 1e-6f, vocabulary, 64);
      TensorSource random = TinyModels.random(config, 1);
      Map<String, HostTensor> tensors = new HashMap<>();
      random.names().forEach(name -> tensors.put(name, random.find(name)));
      tensors.put("lm_head.weight", tensor("lm_head.weight"));
      return new Target("lent", new Llama(config, backend, TinyModels.of(tensors), 64));
    }

    private HostTensor tensor(String name) {
      HostTensor found = outputs.find(name);
      return Objects.requireNonNull(found == null ? weights.find(name) : found, name);
    }

    private int[] ints(String name, int from, int count) {
      HostTensor source = tensor(name);
      int[] values = new int[count];
      Arrays.setAll(values, i -> (int) source.getLong(from + i));
      return values;
    }

    private Matrix states(KvCache cache, String x, int from, int rows, int[] following) {
      RowLayout layout = new RowLayout();
      layout.beginSegment(cache.store(), cache.length());
      for (int i = 0; i < rows; i++) {
        layout.addCausalRow(cache.length() + i);
      }
      Matrix states =
          network.augment(upload(backend, tensor(x), from, rows, hidden), following, layout);
      cache.commitChain(rows);
      return states;
    }

    void wholeSequence(int batch) {
      int length = 13;
      int first = batch * length;
      int[] ids = ints("full.ids", first, length);
      backend.beginStep();
      Matrix fused = network.fuse(upload(backend, tensor("full.x"), first, length, hidden), ids);
      assertClose("ad1", backend, fused, 0, length, tensor("stage.ad1"), first);
      try (KvCache cache = network.newCache(length)) {
        Matrix states = states(cache, "full.x", first, length, ids);
        assertClose("u0", backend, states, 0, length, tensor("stage.u0"), first);
        for (int i = 0; i < HEADS; i++) {
          int rows = length - i;
          int[] shown = Arrays.copyOfRange(ids, i, length);
          int[] all = new int[rows];
          Arrays.setAll(all, row -> row);
          HeadOutput output = network.apply(i, backend.gather(states, all, rows), shown);
          HostTensor wanted = tensor("full.out"); // [heads, 2, length, hidden]
          assertClose(
              "head", backend, output.features(), 0, rows, wanted, (2 * i + batch) * length);
          states = output.states();
        }
      }
    }

    void chunks() {
      try (KvCache cache = network.newCache(13)) {
        for (JsonNode chunk : facts.get("chunks")) {
          int from = cache.length();
          int rows = chunk.intValue();
          backend.beginStep();
          Matrix states = states(cache, "full.x", from, rows, ints("full.ids", from, rows));
          assertClose("u0", backend, states, 0, rows, tensor("incremental.u0"), from);
        }
      }
    }

    /// Rows of the table: root; [0] to [3]; [0,0] [0,1] [0,2] [1,0]; [0,0,0]; [0,0,0,0].
    void draft(KvCache cache, String prefix) {
      int from = cache.length();
      int rows = tensor(prefix + "x").rows();
      int[] following = ints(prefix + "sequence", from + 1, rows);
      backend.beginStep();
      Matrix states = states(cache, prefix + "x", 0, rows, following);
      int[][] parents = {{rows - 1}, {0, 0, 0, 0}, {0, 0, 0, 1}, {0}, {0}};
      int[][] entries = {{}, {0, 1, 2, 3}, {10, 11, 12, 20}, {50}, {90}}; // of the table
      int[] table = ints(prefix + "tokens", 0, 110);
      int row = 0;
      for (int i = 0; i < HEADS; i++) {
        int[] tokens = Arrays.stream(entries[i]).map(entry -> table[entry]).toArray();
        Matrix above = backend.gather(states, parents[i], parents[i].length);
        HeadOutput output = network.apply(i, above, tokens);
        Matrix logits = backend.linear(output.features(), head);
        int count = parents[i].length;
        assertClose(prefix, backend, logits, 0, count, tensor(prefix + "row_logits"), row);
        int[] best = new int[10 * count];
        backend.topK(logits, 10, best, null);
        assertThat(best).isEqualTo(Arrays.copyOfRange(table, 10 * row, 10 * (row + count)));
        row += count;
        states = output.states();
      }
    }

    /// Drawn from the inputs of the first call: all that the table has, then the published tree.
    void drawn(String settings) {
      String prefix = "sample_" + settings + ".";
      DrawnTable table = new DrawnTable(name -> tensor(prefix + name));
      TokenTree whole = drawnTree(table, DrawnTable.WHOLE, settings);
      table.check(whole);
      TreeRule.Static rule = new TreeRule.Static(StaticTrees.EAGLE_MC_SIM_7B_63, ChildChoice.DRAWN);
      TokenTree published = drawnTree(table, rule, settings);
      int[] tokens = ints(prefix + "tree_candidates", 0, 26);
      assertThat(published.size()).isEqualTo(tokens.length);
      for (int node = 0; node < tokens.length; node++) {
        assertThat(published.token(node)).as("node %d", node).isEqualTo(tokens[node]);
      }
    }

    private TokenTree drawnTree(DrawnTable table, TreeRule.Static rule, String settings) {
      double temperature = Double.parseDouble(settings.substring(1, 4));
      double topP = Double.parseDouble(settings.substring(6));
      SamplingOptions options =
          new SamplingOptions(
              temperature, 0, topP == 0 ? 1 : topP, 0, 1, 0, 0, Map.of(), 0); // 0 is off there
      DrawNumbers numbers = table.numbers(rule.tree());
      HostTensor x = tensor("draft0.x");
      int[] prompt = ints("draft0.sequence", 0, x.rows() + 1);
      try (Drafter drafter =
              new RecurrentDrafter("clover2", target, network, DraftHead.of(target), rule);
          GivenSequence given =
              new GivenSequence(target, prompt, 40, rule.budget(), options, numbers)) {
        backend.beginStep();
        Matrix seen = upload(backend, x, 0, x.rows(), hidden);
        drafter.observePrompt(
            given.sequence(), 0, x.rows(), new ForwardOutput(seen, List.of(seen)));
        drafter.propose(List.of(given.sequence()));
        assertThat(numbers.usedUp()).isTrue();
        assertThat(drafter.proposesByChance()).isTrue();
        return given.sequence().tree();
      }
    }

    @Override
    public void close() {
      backend.close();
      weights.close();
      outputs.close();
    }
  }
}
