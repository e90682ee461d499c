package dev.trefoil.drafter.eagle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One recorded draft, loaded, beside its recorded outputs.
final class EagleCase implements AutoCloseable {
  private static final float TOLERANCE = 1e-4f; // of the golden README
  private static final int CONTEXT = 256;

  final String name;
  final Backend backend;
  final JsonNode settings;
  final EagleNetwork network;
  final Target target; // lends its backend and vocabulary
  private final Checkpoint weights;
  private final Checkpoint outputs;

  EagleCase(Path directory, Backend backend, EagleVersion version) {
    this.name = String.valueOf(directory.getFileName());
    this.backend = backend;
    settings = JsonMapper.builder().build().readTree(directory.resolve("case.json").toFile());
    weights = Checkpoint.open(directory);
    outputs = Checkpoint.open(directory.resolve("outputs.safetensors"));
    EagleDraftConfig config = EagleDraftConfig.read(directory.resolve("config.json"));
    int vocabulary = config.layer().vocabularySize();
    target = TinyModels.target(backend, TinyModels.config(vocabulary, CONTEXT), 1);
    network =
        switch (version) {
          case EAGLE1 -> eagle1(withBase(config, 10_000));
          case EAGLE2 -> eagle1(config);
          case EAGLE3 -> eagle3(config);
        };
  }

  private EagleNetwork eagle1(EagleDraftConfig config) {
    Weight head =
        backend.linearWeight(
            List.of(new NamedTensor("lm_head.weight", tensor("lm_head.weight"))), List.of());
    return EagleLoader.eagle1(
        config,
        weights,
        backend,
        CONTEXT,
        (_, _) -> {
          throw new AssertionError("the draft has a table of its own");
        },
        new DraftHead(
            DraftVocabulary.whole(config.layer().vocabularySize()), x -> backend.linear(x, head)));
  }

  private EagleNetwork eagle3(EagleDraftConfig config) {
    String name = "target_embed_tokens.weight";
    Weight table = backend.tableWeight(new NamedTensor(name, tensor(name)));
    return EagleLoader.eagle3(
        config, weights, backend, CONTEXT, (ids, rows) -> backend.embed(table, ids, rows), 8);
  }

  /// The published code of EAGLE-1 does not read the base.
  private static EagleDraftConfig withBase(EagleDraftConfig config, float theta) {
    ModelConfig c = config.layer();
    ModelConfig layer =
        new ModelConfig(
            c.modelType(),
            c.hiddenSize(),
            c.layers(),
            c.heads(),
            c.kvHeads(),
            c.headDim(),
            c.feedForwardSize(),
            c.vocabularySize(),
            c.contextLength(),
            c.normEpsilon(),
            theta,
            c.ropeScaling(),
            c.tiedEmbeddings(),
            c.queryKeyValueBias(),
            c.outputBias(),
            c.feedForwardBias(),
            c.fusedQueryKeyValue(),
            c.headNorm(),
            c.normalisedHead(),
            c.endTokens());
    return new EagleDraftConfig(
        layer,
        config.fusionBias(),
        config.queryKeyValueBias(),
        config.draftVocabulary(),
        config.targetWidth());
  }

  HostTensor tensor(String name) {
    return Objects.requireNonNull(outputs.find(name), name);
  }

  boolean has(String name) {
    return outputs.find(name) != null;
  }

  int[] ints(String name) {
    HostTensor tensor = tensor(name);
    return IntStream.range(0, (int) tensor.elements())
        .map(i -> Math.toIntExact(tensor.getLong(i)))
        .toArray();
  }

  /// One entry of the first dimension.
  int[] ints(String name, int batch) {
    int[] all = ints(name);
    int length = all.length / tensor(name).rows();
    return Arrays.copyOfRange(all, batch * length, (batch + 1) * length);
  }

  /// One entry of the first dimension of a tensor `[batch, rows, columns]`.
  Matrix matrix(String name, int batch) {
    HostTensor tensor = tensor(name).rowRange(batch, batch + 1);
    long[] shape = tensor.shape();
    return backend.upload(tensor.toFloats(), (int) shape[1], (int) shape[2]);
  }

  Matrix matrix(String name) {
    HostTensor tensor = tensor(name);
    return backend.upload(tensor.toFloats(), tensor.rows(), tensor.columns());
  }

  /// Recorded features as the target would have yielded them.
  ForwardOutput output(String name) {
    HostTensor tensor = tensor(name);
    int rows = tensor.rows();
    int parts = network.features().taps().equals(FeatureTaps.NONE) ? 1 : 3;
    int width = tensor.columns() / parts;
    List<Matrix> matrices = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      float[] values = new float[rows * width];
      for (int row = 0; row < rows; row++) {
        long from = (long) row * tensor.columns() + (long) part * width;
        tensor.copyRow(from, width, values, row * width);
      }
      matrices.add(backend.upload(values, rows, width));
    }
    return new ForwardOutput(matrices.getFirst(), matrices);
  }

  /// Rows `[from, to)` of a text whose earlier pairs are in the cache.
  Matrix forward(KvCache cache, Matrix features, int[] ids, int from, int to) {
    RowLayout layout = new RowLayout();
    layout.beginSegment(cache.store(), from);
    for (int position = from; position < to; position++) {
      layout.addCausalRow(position);
    }
    int[] rows = IntStream.range(from, to).toArray();
    Matrix states = backend.gather(features, rows, rows.length);
    return network.forward(states, Arrays.copyOfRange(ids, from, to), layout);
  }

  KvCache newCache() {
    return new KvCache(backend.kvStore(1, network.attentionShape(), CONTEXT));
  }

  /// Compares with rows `from` on of one entry of the first dimension.
  void compare(String name, int batch, int from, Matrix actual) {
    HostTensor expected = tensor(name).rowRange(batch, batch + 1);
    int columns = (int) expected.shape()[2];
    assertThat(actual.columns()).as(name).isEqualTo(columns);
    float[] row = new float[columns];
    for (int i = 0; i < actual.rows(); i++) {
      backend.read(actual, i, row);
      for (int j = 0; j < columns; j++) {
        float wanted = expected.get((long) (from + i) * columns + j);
        if (!(Math.abs(row[j] - wanted) <= TOLERANCE)) {
          assertThat(row[j]).as("%s[%d,%d,%d]", name, batch, from + i, j).isEqualTo(wanted);
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
